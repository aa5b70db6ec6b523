import { crc32 } from "node:zlib";
import { randomBase62, toBase62 } from "#lib/base62.ts";
import { sha256 } from "#lib/opaque-token.ts";

export type KeyEnvironment = "live" | "test";

const RANDOM_LENGTH = 30; // 178 bits
const CHECKSUM_LENGTH = 6;
const FORM = /^[a-z][a-z0-9]{0,15}_(?:live|test)_[0-9A-Za-z]{36}$/;

export interface MintedToken {
  /** `<prefix>_<live|test>_<30 random><6 CRC-32>`: leaves in one answer and is kept nowhere. */
  secret: string;
  secretHash: string;
  /** `lk_live_Ab3d…x7Qa`: enough to recognise a key, far too little to use it. */
  hint: string;
}

export function mintToken(prefix: string, environment: KeyEnvironment): MintedToken {
  const body = `${prefix}_${environment}_${randomBase62(RANDOM_LENGTH)}`;
  const secret = body + checksum(body);
  return { secret, secretHash: sha256(secret), hint: hintOf(secret) };
}

/** The hash to look a secret up by; null when it cannot be a key: the store is not asked about typing errors and noise. */
export function recognise(secret: string): string | null {
  if (!looksLikeKey(secret)) return null;
  const body = secret.slice(0, -CHECKSUM_LENGTH);
  return secret === body + checksum(body) ? sha256(secret) : null;
}

/** The form alone, without the checksum. */
export function looksLikeKey(text: string): boolean {
  return FORM.test(text);
}

export function hintOf(secret: string): string {
  const start = secret.lastIndexOf("_") + 5;
  return `${secret.slice(0, start)}…${secret.slice(-4)}`;
}

function checksum(body: string): string {
  return toBase62(crc32(body), CHECKSUM_LENGTH);
}
