import type { ServerResponse } from "node:http";

/** Answers 200 with a text. */
export function answerText(
  response: ServerResponse,
  text: string,
  contentType = "text/plain; charset=utf-8",
): void {
  response
    .writeHead(200, {
      "content-type": contentType,
      "cache-control": "no-store",
      "content-length": Buffer.byteLength(text),
    })
    .end(text);
}
