import type { Socket } from "node:net";
import { problemAnswer } from "#lib/api/answer.ts";
import { clockMs } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { problem } from "#lib/problem.ts";
import type { ProblemCode } from "#lib/problems.ts";
import type { Connections } from "#lib/server/connections.ts";
import { SECURITY_HEADERS } from "#lib/server/security-headers.ts";

const CODES: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: "headers_too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
};
const REASONS: Record<number, string> = {
  400: "Bad Request",
  408: "Request Timeout",
  431: "Request Header Fields Too Large",
};
/** How long a client that was refused can keep its side of the connection open. */
const LINGER_MS = 2000;

/**
 * Answers data that isn't valid HTTP or doesn't arrive. There may be no request for it, so the response is written to the
 * socket.
 */
export function refuseConnection(connections: Connections) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    const nothingToAnswer = error.code === "ECONNRESET" || socket.bytesRead === 0;
    if (nothingToAnswer || !socket.writable || connections.pendingOn(socket)?.headersSent)
      return void socket.destroy();
    socket.end(refusalOf(error.code));
    // The client could keep its side open.
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}

function refusalOf(errorCode: string | undefined): string {
  const refusal = problem(CODES[errorCode ?? ""] ?? "malformed_request");
  const now = clockMs();
  const envelope = { requestId: newId("req", now), now: new Date(now), fixedHeaders: SECURITY_HEADERS };
  const { headers, body } = problemAnswer(envelope, refusal);
  Object.assign(headers, { connection: "close", "content-length": String(Buffer.byteLength(body)) });
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${refusal.status} ${REASONS[refusal.status]}\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}
