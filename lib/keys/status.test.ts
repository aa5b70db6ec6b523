import { expect, test } from "vitest";
import { statusOf } from "#lib/keys/status.ts";

const now = new Date("2026-01-01T00:00:00.000Z");
const past = new Date(now.getTime() - 1);
const future = new Date(now.getTime() + 1);
const fresh = { revokedAt: null, expiresAt: null, disabledAt: null };

test.each([
  ["active", fresh],
  ["active", { ...fresh, expiresAt: future }],
  ["expired", { ...fresh, expiresAt: past }],
  ["expired", { ...fresh, expiresAt: now }],
  ["disabled", { ...fresh, disabledAt: past }],
  ["expired", { ...fresh, disabledAt: past, expiresAt: past }],
  ["revoked", { revokedAt: past, disabledAt: past, expiresAt: past }],
])("%s: %j", (status, key) => {
  expect(statusOf(key, now)).toBe(status);
});
