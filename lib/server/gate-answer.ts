import type { ServerResponse } from "node:http";
import type { Caller } from "#lib/actors/actor.ts";
import { type Envelope, headersOf, problemAnswer } from "#lib/api/answer.ts";
import { identityHeaders } from "#lib/gate/identity-headers.ts";
import type { Problem } from "#lib/problem.ts";

/** Exactly 200 and no body: some gateways take nothing else for a yes. */
export function answerPass(response: ServerResponse, envelope: Envelope, actor: Caller): void {
  const headers = ["content-length", "0"];
  const common = headersOf(envelope);
  for (const name in common) headers.push(name, common[name]!);
  response.writeHead(200, headers.concat(identityHeaders(actor)));
  response.end();
}

/** The problem with its true status; or with 401 or 403, and the true status in a header. */
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

// A header is Latin-1 at best; JSON can say everything in ASCII.
function toAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
