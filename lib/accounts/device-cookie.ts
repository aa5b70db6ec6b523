import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "#env.ts";
import { randomBase62 } from "#lib/base62.ts";
import { readCookie } from "#lib/cookies.ts";
import { derivedKey } from "#lib/secrets.ts";

const secure = env.appUrl.startsWith("https:");
const LASTS_DAYS = 365;
const VALUE = /^([0-9A-Za-z]{32})\.([\w-]{43})$/;

/**
 * The cookie of a browser in which someone has logged in. It gives no access: it only keeps strangers from locking this
 * browser out. It is signed, so that the server can recognize it before it asks the database.
 */
export const deviceCookie = {
  name: secure ? "__Host-latchkey-device" : "latchkey-device",
  options: {
    httpOnly: true,
    sameSite: "lax" as const,
    path: "/",
    secure,
    maxAge: LASTS_DAYS * 86_400,
  },
};

export const deviceExpiry = (now: Date) => new Date(now.getTime() + LASTS_DAYS * 86_400_000);

export const newDevice = () => randomBase62(32);

export const deviceCookieValue = (device: string) => `${device}.${signatureOf(device)}`;

/** The device that a Cookie header names; null if there is none with a valid signature. */
export function deviceOf(cookieHeader: string | null | undefined): string | null {
  const value = readCookie(cookieHeader ?? null, deviceCookie.name);
  return value === null ? null : verified(value);
}

function verified(value: string): string | null {
  const [, device, signature] = VALUE.exec(value) ?? [];
  if (!device || !signature) return null;
  return timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(device))) ? device : null;
}

let key: Buffer | undefined;

function signatureOf(device: string): string {
  key ??= derivedKey("device cookie");
  return createHmac("sha256", key).update(device).digest("base64url");
}
