import type { IncomingMessage } from "node:http";
import { BODY_LIMIT_BYTES, DISCARD_LIMIT_BYTES } from "#lib/api/body.ts";
import { discardTurn } from "#lib/discard-turns.ts";
import { problem } from "#lib/problem.ts";

/**
 * Reads a request's body. Throws `body_too_large` as soon as too many bytes have come, and an error if the client leaves.
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
      else reject(problem("body_too_large"));
      readOn(request, bytes, chunk.length);
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", reject);
    request.once("close", () => reject(new Error("The client left before the whole body had arrived")));
  });
}

/** Discards what still comes of a body that isn't needed for the response, up to a limit. */
export function discardBody(request: IncomingMessage): void {
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    readOn(request, bytes, chunk.length);
  });
}

function readOn(request: IncomingMessage, bytes: number, latest: number): void {
  if (bytes > DISCARD_LIMIT_BYTES) return void request.socket.destroy();
  const turn = bytes > BODY_LIMIT_BYTES ? discardTurn(bytes, latest) : null;
  if (!turn) return;
  request.pause();
  void turn.then(() => request.resume());
}
