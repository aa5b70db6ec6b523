import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { parseAccept } from "hono/utils/accept";
import { type Envelope, headersOf } from "#lib/api/answer.ts";

/** The encodings of a document, the smallest first. */
const COMPRESS = { br: promisify(brotliCompress), gzip: promisify(gzip) };

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * JSON that is the same for everyone. It is serialized and compressed once, because anyone can request it as often as they
 * like.
 */
export class StaticJson {
  readonly #plain: Bytes;
  readonly #compressed: Map<string, Bytes>;
  readonly #etag: string;

  private constructor(plain: Bytes, compressed: Map<string, Bytes>) {
    this.#plain = plain;
    this.#compressed = compressed;
    // Weak, because all encodings share it.
    this.#etag = `W/"${createHash("sha256").update(plain).digest("base64url")}"`;
  }

  /** Serializes and compresses a value. Compression runs in the thread pool. */
  static async of(value: unknown): Promise<StaticJson> {
    const plain = Buffer.from(JSON.stringify(value));
    const compressed = await Promise.all(
      Object.entries(COMPRESS).map(async ([name, compress]) => [name, await compress(plain)] as const),
    );
    return new StaticJson(plain, new Map(compressed));
  }

  /** Answers in the best encoding that the client accepts, or with a 304 if the client already has the document. */
  answer(envelope: Envelope, request: Headers): Response {
    const headers: Record<string, string> = {
      ...headersOf(envelope),
      // Clients can keep the document, but have to ask whether it is still current.
      "cache-control": "no-cache",
      vary: "Accept-Encoding",
      etag: this.#etag,
    };
    if (this.#isKnown(request.get("if-none-match"))) return new Response(null, { status: 304, headers });
    headers["content-type"] = "application/json";
    // Under plain `next start`, Next compresses what it sends, and would compress it twice.
    const encoding = envelope.fixedHeaders && this.#encodingFor(request.get("accept-encoding"));
    if (!encoding) return new Response(this.#plain, { headers });
    headers["content-encoding"] = encoding;
    return new Response(this.#compressed.get(encoding)!, { headers });
  }

  #isKnown(ifNoneMatch: string | null): boolean {
    if (!ifNoneMatch) return false;
    const strong = this.#etag.slice("W/".length);
    return (
      ifNoneMatch.trim() === "*" ||
      ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === strong)
    );
  }

  #encodingFor(acceptEncoding: string | null): string | undefined {
    const accepted = parseAccept(acceptEncoding ?? "").filter(({ q }) => q > 0);
    return [...this.#compressed.keys()].find((name) =>
      accepted.some(({ type }) => type.toLowerCase() === name),
    );
  }
}
