import { problem } from "#lib/problem.ts";

export const BODY_LIMIT_BYTES = 64 * 1024;
export const DISCARD_LIMIT_BYTES = 32 * 1024 * 1024;
const DEPTH_LIMIT = 32;

/** Reads a JSON body: at most 64 KiB, 32 levels, valid UTF-8. Every way to be wrong has its problem. */
export async function readJson(request: Request): Promise<unknown> {
  const { headers } = request;
  requireJson(headers.get("content-type"));
  const encoding = headers.get("content-encoding");
  if (encoding && encoding.toLowerCase() !== "identity") throw problem("unsupported_encoding");
  if (Number(headers.get("content-length")) > BODY_LIMIT_BYTES) throw problem("body_too_large");
  const text = decode(await readBytes(request));
  if (text.trim() === "")
    throw problem("malformed_json", { detail: "The request body is empty. Send a JSON object." });
  requireShallow(text);
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
  // The declared length may be missing or untrue, so what arrives is counted.
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length <= BODY_LIMIT_BYTES) chunks.push(chunk);
    // A client reads the refusal only when all that it sends is taken off the wire; within bounds, it is.
    else if (length > DISCARD_LIMIT_BYTES) break;
  }
  if (length > BODY_LIMIT_BYTES) throw problem("body_too_large");
  return Buffer.concat(chunks, length);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw problem("invalid_encoding");
  }
}

// Before JSON.parse, which recurses: thousands of levels would exhaust the stack.
function requireShallow(text: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === BACKSLASH) i += 1;
      else if (c === QUOTE) inString = false;
    } else if (c === QUOTE) inString = true;
    else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      depth += 1;
      if (depth > DEPTH_LIMIT) throw problem("json_too_deep");
    } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) depth -= 1;
  }
}

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [34, 92, 123, 125, 91, 93];

function parse(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw problem("malformed_json");
  }
  if (hasPrototypeMember(text, value))
    throw problem("unknown_field", {
      detail: "The request body has a field named __proto__, which isn't allowed.",
    });
  // "\ud800" is fine JSON and no text: no UTF-8 can carry it on.
  if (text.includes("\\u") && hasLoneSurrogate(value)) throw problem("invalid_encoding");
  return value;
}

// Whoever copies an object loses an own "__proto__": refused here, where it can still be seen.
function hasPrototypeMember(text: string, value: unknown): boolean {
  if (!text.includes("__proto__") && !text.includes("\\u")) return false;
  if (typeof value !== "object" || value === null) return false;
  return (
    Object.hasOwn(value, "__proto__") ||
    Object.values(value).some((member) => hasPrototypeMember(text, member))
  );
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === "string") return !value.isWellFormed();
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, member]) => !name.isWellFormed() || hasLoneSurrogate(member));
}
