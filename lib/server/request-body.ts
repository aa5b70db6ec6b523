import type { IncomingMessage } from "node:http";
import { BODY_LIMIT_BYTES, DISCARD_LIMIT_BYTES } from "#lib/api/body.ts";
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
      closeBeyondLimit(request, bytes);
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", reject);
    request.once("close", () => reject(new Error("The client left before the whole body had arrived")));
  });
}

/**
 * Discards what still comes of a body that isn't needed for the response. Most clients only read the response once they
 * have sent everything, so the body is read, up to a limit.
 */
export function discardBody(request: IncomingMessage): void {
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    closeBeyondLimit(request, bytes);
  });
}

// Closed at once, the connection would be reset, and the client would lose a response that it hasn't read yet. So no more
// is read, and the client has some time for the response.
const LINGER_MS = 2000;

function closeBeyondLimit(request: IncomingMessage, bytes: number): void {
  if (bytes <= DISCARD_LIMIT_BYTES || request.isPaused()) return;
  request.pause();
  setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
}
