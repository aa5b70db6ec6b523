import type { Socket } from "node:net";
import { problemAnswer } from "#lib/api/answer.ts";
import { clockMs } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { problem } from "#lib/problem.ts";

/** Answers data that isn't valid HTTP. There is no request for it, so the response is written to the socket. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const refusal = problem(error.code === "HPE_HEADER_OVERFLOW" ? "headers_too_large" : "malformed_request");
  const now = clockMs();
  const { headers, body } = problemAnswer({ requestId: newId("req", now), now: new Date(now) }, refusal);
  const reason = refusal.status === 431 ? "Request Header Fields Too Large" : "Bad Request";
  Object.assign(headers, { connection: "close", "content-length": String(Buffer.byteLength(body)) });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${refusal.status} ${reason}\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
}
