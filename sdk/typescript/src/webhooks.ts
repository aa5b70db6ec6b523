import { parse } from "./answer.ts";

/** Why a webhook can't be trusted. */
export type WebhookFailure =
  | "missing_header"
  | "bad_timestamp"
  | "too_old"
  | "too_new"
  | "bad_signature"
  | "bad_secret"
  | "bad_body";

/** A webhook that can't be trusted: answer it with 400. */
export class WebhookVerificationError extends Error {
  override readonly name = "WebhookVerificationError";
  readonly type = "webhook";
  readonly reason: WebhookFailure;

  constructor(reason: WebhookFailure, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** What else to check. */
export interface WebhookOptions {
  /** How old or new a webhook may be, in seconds. By default 300. */
  tolerance?: number;
  /** The time now, in seconds since 1970. By default the clock's. */
  now?: number;
}

type HeadersLike = { get(name: string): string | null } | Record<string, string | string[] | undefined>;

/**
 * Verifies a webhook (Standard Webhooks) and gives its decoded body. Pass the body as it was received, not parsed. Pass
 * all secrets while one is rotated. Throws `WebhookVerificationError`, and `TypeError` for a body that was parsed.
 */
export async function verify<T = unknown>(
  body: string | Uint8Array,
  headers: HeadersLike,
  secrets: string | readonly string[],
  { tolerance = 300, now = Math.floor(Date.now() / 1000) }: WebhookOptions = {},
): Promise<T> {
  if (typeof body !== "string" && !ArrayBuffer.isView(body))
    throw new TypeError("Pass the body as it arrived: a string or a Uint8Array, not parsed.");
  const keys = await Promise.all([secrets].flat().map(keyOf));
  if (keys.length === 0) throw new WebhookVerificationError("bad_secret", "Pass the webhook's secret.");
  const id = required(headers, "webhook-id");
  const timestamp = required(headers, "webhook-timestamp");
  const signatures = required(headers, "webhook-signature");
  checkTime(timestamp, now, tolerance);
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const signed = join(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  if (!(await isSigned(keys, signatures, signed)))
    throw new WebhookVerificationError("bad_signature", "The signature is not that of this body.");
  const value = parse(new TextDecoder().decode(bytes));
  if (value === undefined) throw new WebhookVerificationError("bad_body", "The body isn't JSON.");
  return value as T;
}

/** `secret` may be a variable of the environment that isn't set. */
async function keyOf(secret = ""): Promise<CryptoKey> {
  const bytes = fromBase64(secret.replace(/^whsec_/, ""));
  if (!bytes?.length)
    throw new WebhookVerificationError("bad_secret", "The secret isn't whsec_ followed by base64.");
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

function required(headers: HeadersLike, name: string): string {
  const value =
    typeof headers.get === "function"
      ? headers.get(name)
      : Object.entries(headers).find(([known]) => known.toLowerCase() === name)?.[1];
  if (!value) throw new WebhookVerificationError("missing_header", `The header ${name} is missing.`);
  return String(value);
}

function checkTime(timestamp: string, now: number, tolerance: number): void {
  if (!/^\d{1,12}$/.test(timestamp))
    throw new WebhookVerificationError("bad_timestamp", "webhook-timestamp isn't a time in seconds.");
  // So that NaN, which no number is less than, refuses too.
  if (!(Number(timestamp) >= now - tolerance))
    throw new WebhookVerificationError("too_old", "The webhook is too old.");
  if (!(Number(timestamp) <= now + tolerance))
    throw new WebhookVerificationError(
      "too_new",
      "The webhook is from the future. Check this server's clock.",
    );
}

async function isSigned(
  keys: CryptoKey[],
  signatures: string,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const candidates = signatures
    .split(" ")
    .filter((part) => part.startsWith("v1,"))
    .map((part) => fromBase64(part.slice("v1,".length)))
    .filter((bytes) => bytes !== null);
  let found = false;
  for (const key of keys) {
    const expected = new Uint8Array(await crypto.subtle.sign("HMAC", key, signed));
    for (const signature of candidates) if (isEqual(signature, expected)) found = true;
  }
  return found;
}

/** Compares in constant time. */
function isEqual(given: Uint8Array, expected: Uint8Array): boolean {
  let difference = given.length ^ expected.length;
  for (let i = 0; i < expected.length; i += 1) difference |= given[i]! ^ expected[i]!;
  return difference === 0;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
