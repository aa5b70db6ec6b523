import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { randomBase62, toBase62 } from "#lib/base62.ts";
import type { KeyFormat } from "#lib/keys/schema.ts";
import { sha256 } from "#lib/opaque-token.ts";

const SHORTEST_SHOWN = 16; // of less, eight characters would be too much

export type KeyEnvironment = "live" | "test";

const RANDOM_LENGTH = 30; // 178 bits
const CHECKSUM_LENGTH = 6;
const BASE62 = /^[a-z][a-z0-9]{0,15}_(?:(?:live|test)_)?[0-9A-Za-z]{36}$/;
const HEX = /^[0-9a-f]{64}$/;
// Keys of other makers come by import: any form that a header can carry.
const FOREIGN = /^[\x21-\x7e]{16,255}$/;

export interface MintedToken {
  /** Leaves in one answer and is kept nowhere. */
  secret: string;
  secretHash: string;
  /** `lk_live_Ab3d…x7Qa`: enough to recognise a key, far too little to use it. */
  hint: string;
}

/** `<prefix>_<live|test>_<30 random><6 CRC-32>`, or 64 hex characters. */
export function mintToken(format: KeyFormat, environment: KeyEnvironment): MintedToken {
  const secret = format.style === "hex" ? randomBytes(32).toString("hex") : mintBase62(format, environment);
  return { secret, secretHash: sha256(secret), hint: hintOf(secret) };
}

function mintBase62({ prefix, include_environment }: KeyFormat, environment: KeyEnvironment): string {
  const start = include_environment ? `${prefix}_${environment}` : prefix;
  const body = `${start}_${randomBase62(RANDOM_LENGTH)}`;
  return body + checksum(body);
}

/** Whether a secret may be a key at all: the store is not asked about typing errors and noise. */
export function mayBeKey(secret: string): boolean {
  if (!BASE62.test(secret)) return FOREIGN.test(secret);
  const body = secret.slice(0, -CHECKSUM_LENGTH);
  return secret === body + checksum(body);
}

/** Whether a text has the form of a key that is made here. */
export function looksLikeKey(text: string): boolean {
  return BASE62.test(text) || HEX.test(text);
}

/** What of a secret may be shown and stored: its start and its last four characters. */
export function hintOf(secret: string): string {
  if (secret.length < SHORTEST_SHOWN) return "…";
  const start = BASE62.test(secret) ? secret.lastIndexOf("_") + 5 : 4;
  return `${secret.slice(0, start)}…${secret.slice(-4)}`;
}

function checksum(body: string): string {
  return toBase62(crc32(body), CHECKSUM_LENGTH);
}
