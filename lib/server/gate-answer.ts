import type { ServerResponse } from "node:http";
import type { Caller } from "#lib/actors/actor.ts";
import { type Envelope, headersOf, problemAnswer } from "#lib/api/answer.ts";
import { identityHeaders } from "#lib/gate/identity-headers.ts";
import type { Problem } from "#lib/problem.ts";

/** Answers 200 without a body, because some gateways accept nothing else. */
export function answerPass(response: ServerResponse, envelope: Envelope, actor: Caller): void {
  const headers = ["content-length", "0"];
  const common = headersOf(envelope);
  for (const name in common) headers.push(name, common[name]!);
  response.writeHead(200, headers.concat(identityHeaders(actor)));
  response.end();
}

/** Answers with the problem. With `collapseStatus`, the status is 401 or 403, and headers have the real one. */
export function answerRefusal(
  response: ServerResponse,
  envelope: Envelope,
  refusal: Problem,
  collapseStatus: boolean,
): void {
  const { status, headers, body } = problemAnswer(envelope, refusal);
  headers["content-length"] = String(Buffer.byteLength(body));
  if (!collapseStatus) return void response.writeHead(status, headers).end(body);
  headers["x-gate-status"] = String(status);
  headers["x-gate-problem"] = toAscii(body);
  response.writeHead(status === 401 ? 401 : 403, headers).end(body);
}

// Header values must be ASCII, so other characters in the JSON are escaped.
function toAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
