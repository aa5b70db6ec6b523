import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { randomBase62, toBase62 } from "#lib/base62.ts";
import type { KeyFormat } from "#lib/keys/schema.ts";
import { sha256 } from "#lib/opaque-token.ts";

const SHORTEST_SHOWN = 16; // showing 8 characters of a shorter secret would reveal too much

export type KeyEnvironment = "live" | "test";

const RANDOM_LENGTH = 30; // 178 bits
const CHECKSUM_LENGTH = 6;
const BASE62 = /^[a-z][a-z0-9]{0,15}_(?:(?:live|test)_)?[0-9A-Za-z]{36}$/;
const HEX = /^[0-9a-f]{64}$/;
// Imported keys have other formats: anything that fits into a header is possible.
const FOREIGN = /^[\x21-\x7e]{16,255}$/;

export interface MintedToken {
  /** Returned to the client once and never stored. */
  secret: string;
  secretHash: string;
  /** Such as `lk_live_Ab3d…x7Qa`: enough to recognize a key, but not to use it. */
  hint: string;
}

/** Creates a key: `<prefix>_<live|test>_<30 random characters><6 characters of CRC-32>`, or 64 hex characters. */
export function mintToken(format: KeyFormat, environment: KeyEnvironment): MintedToken {
  const secret = format.style === "hex" ? randomBytes(32).toString("hex") : mintBase62(format, environment);
  return { secret, secretHash: sha256(secret), hint: hintOf(secret) };
}

function mintBase62({ prefix, include_environment }: KeyFormat, environment: KeyEnvironment): string {
  const start = include_environment ? `${prefix}_${environment}` : prefix;
  const body = `${start}_${randomBase62(RANDOM_LENGTH)}`;
  return body + checksum(body);
}

/** Whether a secret could be a key. Rules out typing errors and garbage without a database query. */
export function mayBeKey(secret: string): boolean {
  if (!BASE62.test(secret)) return FOREIGN.test(secret);
  const body = secret.slice(0, -CHECKSUM_LENGTH);
  return secret === body + checksum(body);
}

/** Whether a text has the format of a key that Latchkey created. */
export function looksLikeKey(text: string): boolean {
  return BASE62.test(text) || HEX.test(text);
}

const ANYWHERE = /(?<![a-z0-9])[a-z][a-z0-9]{0,15}_(?:(?:live|test)_)?[0-9A-Za-z]{36}(?![0-9A-Za-z])/g;

/** Whether there is a key anywhere in a text, with a valid checksum. Keys in hex can't be told from other hashes. */
export function containsKey(text: string): boolean {
  return (text.match(ANYWHERE) ?? []).some(mayBeKey);
}

/** The part of a secret that may be shown and stored: its start and its last 4 characters. */
export function hintOf(secret: string): string {
  if (secret.length < SHORTEST_SHOWN) return "…";
  const start = BASE62.test(secret) ? secret.lastIndexOf("_") + 5 : 4;
  return `${secret.slice(0, start)}…${secret.slice(-4)}`;
}

function checksum(body: string): string {
  return toBase62(crc32(body), CHECKSUM_LENGTH);
}
