import { discardTurn } from "#lib/discard-turns.ts";
import { problem } from "#lib/problem.ts";

export const BODY_LIMIT_BYTES = 64 * 1024;
/** How much of a body that is too large is read and discarded, slowly. */
export const DISCARD_LIMIT_BYTES = 16 * 1024 * 1024;
const DEPTH_LIMIT = 32;
/** The maximum number of values in a body that is sent without a credential. Parsing thousands takes milliseconds. */
export const PUBLIC_VALUES_LIMIT = 1000;

/**
 * Reads a JSON body of at most 64 KiB and 32 levels, in UTF-8. Throws `unsupported_media_type`, `unsupported_encoding`,
 * `body_too_large`, `invalid_encoding`, `malformed_json`, `json_too_deep`, `unknown_field` (`__proto__`).
 */
export async function readJson(request: Request, mostValues = Number.POSITIVE_INFINITY): Promise<unknown> {
  const { headers } = request;
  requireJson(headers.get("content-type"));
  const encoding = headers.get("content-encoding");
  if (encoding && encoding.toLowerCase() !== "identity") throw problem("unsupported_encoding");
  if (Number(headers.get("content-length")) > BODY_LIMIT_BYTES) throw problem("body_too_large");
  const text = decode(await readBytes(request));
  if (text.trim() === "")
    throw problem("malformed_json", { detail: "The request body is empty. Send a JSON object." });
  requireSimple(text, mostValues);
  return parse(text);
}

function requireJson(contentType: string | null): void {
  const [type, ...parameters] = (contentType ?? "").toLowerCase().split(";");
  if (type?.trim() !== "application/json") throw problem("unsupported_media_type");
  const charset = parameters.map((p) => p.trim()).find((p) => p.startsWith("charset="));
  if (charset && !/^charset="?utf-8"?$/.test(charset)) throw problem("unsupported_encoding");
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // The declared length may be missing or wrong, so the bytes are counted.
  for await (const chunk of arriving(request)) {
    length += chunk.byteLength;
    if (length <= BODY_LIMIT_BYTES) chunks.push(chunk);
    else if (length > DISCARD_LIMIT_BYTES) break;
    else await discardTurn(length, chunk.byteLength);
  }
  if (length > BODY_LIMIT_BYTES) throw problem("body_too_large");
  return Buffer.concat(chunks, length);
}

async function* arriving({ body }: Request): AsyncIterable<Uint8Array> {
  try {
    if (body) yield* body as unknown as AsyncIterable<Uint8Array>;
  } catch {
    throw problem("malformed_request", {
      detail: "The connection was closed before the whole body had arrived.",
    });
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw problem("invalid_encoding");
  }
}

// Checked before JSON.parse, because JSON.parse is recursive and thousands of levels would overflow the stack.
function requireSimple(text: string, mostValues: number): void {
  let depth = 0;
  let values = 1;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === BACKSLASH) i += 1;
      else if (c === QUOTE) inString = false;
    } else if (c === QUOTE) inString = true;
    else if (c === COMMA) values += 1;
    else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      depth += 1;
      values += 1;
      if (depth > DEPTH_LIMIT) throw problem("json_too_deep");
    } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) depth -= 1;
  }
  if (values > mostValues)
    throw problem("body_too_large", {
      detail: `The JSON has too many values. The limit without a credential is ${mostValues}.`,
    });
}

const [QUOTE, COMMA, BACKSLASH] = [34, 44, 92];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [123, 125, 91, 93];

function parse(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw problem("malformed_json");
  }
  // A name can be written with escapes.
  const escapes = text.includes("\\u");
  if ((escapes || text.includes("__proto__")) && hasPrototypeMember(value))
    throw problem("unknown_field", {
      detail: "The request body has a field named __proto__, which isn't allowed.",
    });
  // A lone surrogate such as "\ud800" is valid JSON, but can't be encoded in UTF-8.
  if (escapes && hasLoneSurrogate(value)) throw problem("invalid_encoding");
  return value;
}

// Copying an object drops a field named "__proto__", so later checks for unknown fields wouldn't see it.
function hasPrototypeMember(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some(hasPrototypeMember);
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === "string") return !value.isWellFormed();
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, member]) => !name.isWellFormed() || hasLoneSurrogate(member));
}
