import { randomFillSync } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const FAIR_BYTES = 248; // 4 × 62: larger bytes are dropped, so that all characters are equally likely

/** `length` uniformly random characters, with 5.95 bits each. */
export function randomBase62(length: number): string {
  const text = Buffer.allocUnsafe(length);
  for (let i = 0; i < length; ) {
    const byte = randomByte();
    if (byte < FAIR_BYTES) text[i++] = ALPHABET.charCodeAt(byte % 62);
  }
  return text.toString("latin1");
}

// Random bytes are generated in blocks, because one call takes as long as generating a thousand bytes.
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool[used]!;
  // Clear the byte, so that secrets don't stay in memory.
  pool[used] = 0;
  used += 1;
  return byte;
}

/** Writes a whole number below 62^length, most significant character first, padded with zeros. */
export function toBase62(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 62))
    text = ALPHABET[rest % 62] + text;
  return text;
}

/** Reads a number that `toBase62` wrote. */
export function fromBase62(text: string): number {
  return [...text].reduce((value, character) => value * 62 + ALPHABET.indexOf(character), 0);
}
