/** The kinds of images that can be a logo. The extension is in its URL. */
export const IMAGE_TYPES = { png: "image/png", webp: "image/webp", svg: "image/svg+xml" } as const;
export type Extension = keyof typeof IMAGE_TYPES;

/** In base64, it still fits into a request's body. */
const MOST_BYTES = 48_000;
/** Larger images would take a browser long to decode, however few bytes they have. */
const MOST_PIXELS = 2048;

type Size = { width: number; height: number };

/**
 * Reads what kind of image this is from its content, since names and declared types can be wrong. Or says why it can't be a
 * logo, as a sentence.
 */
export function readImage(bytes: Buffer): Extension | { refused: string } {
  if (bytes.length > MOST_BYTES)
    return { refused: `Must have at most ${MOST_BYTES.toLocaleString("en")} bytes` };
  for (const [extension, sizeOf] of [["png", pngSize] as const, ["webp", webpSize] as const]) {
    const size = sizeOf(bytes);
    if (size)
      return isUsable(size)
        ? extension
        : { refused: `Must have at most ${MOST_PIXELS} × ${MOST_PIXELS} pixels` };
  }
  const text = bytes.toString("utf8").toLowerCase();
  if (!isSvg(text)) return { refused: "Must be a PNG, WebP or SVG image" };
  return ACTIVE.some((part) => text.includes(part)) || HANDLER.test(text)
    ? { refused: "The SVG must not have scripts, event handlers, foreignObject or a document type" }
    : "svg";
}

const isUsable = ({ width, height }: Size) =>
  Math.min(width, height) > 0 && Math.max(width, height) <= MOST_PIXELS;

const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function pngSize(bytes: Buffer): Size | null {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(PNG_START) || !has(bytes, "IHDR", 12)) return null;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function webpSize(bytes: Buffer): Size | null {
  if (bytes.length < 30 || !has(bytes, "RIFF", 0) || !has(bytes, "WEBP", 8)) return null;
  if (has(bytes, "VP8X", 12))
    return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (has(bytes, "VP8 ", 12))
    return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (!has(bytes, "VP8L", 12)) return null;
  const bits = bytes.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

const has = (bytes: Buffer, text: string, at: number) =>
  bytes.toString("latin1", at, at + text.length) === text;

// As a page's image, an SVG runs nothing, and its own route forbids it everything else. So this is only a second lock.
const ACTIVE = ["<script", "<foreignobject", "<!doctype", "<!entity", "javascript:"];
const HANDLER = /\son[a-z]+\s*=/;

/** Whether the first element is `svg`, after what may come before it. */
function isSvg(text: string): boolean {
  let rest = text.trimStart();
  for (const [start, end] of [["<?", "?>"] as const, ["<!--", "-->"] as const])
    while (rest.startsWith(start)) {
      const at = rest.indexOf(end);
      if (at < 0) return false;
      rest = rest.slice(at + end.length).trimStart();
    }
  return (
    ["<svg", "<!doctype svg"].some((start) => rest.startsWith(start)) &&
    text.includes("</svg>") &&
    !text.includes("\ufffd")
  );
}
