import fc from "fast-check";
import { expect, test } from "vitest";
import { keyPolicyOf, policyErrors } from "#lib/keys/policy.ts";

const DAY_MS = 86_400_000;
const now = new Date("2026-01-01T00:00:00.000Z");
const inDays = (days: number) => new Date(now.getTime() + days * DAY_MS);

const optional = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: null });
const rows = fc.record({
  maxActiveKeys: optional(50),
  rotationOverlapMaxSeconds: fc.integer({ min: 0, max: 50 }),
  requireExpiry: fc.boolean(),
  maxLifetimeDays: optional(50),
  grantableScopes: fc.constant(null),
  ownMaxActiveKeys: optional(50),
  ownRotationOverlapMaxSeconds: optional(50),
  planMaxActiveKeys: optional(50),
  planRotationOverlapMaxSeconds: optional(50),
  planRequireExpiry: fc.boolean(),
  planMaxLifetimeDays: optional(50),
});
const within = (value: number | null, limit: number | null) =>
  limit === null || (value !== null && value <= limit);

test("a workspace can only be stricter than its plan, and the operator's own limits replace the plan's", () => {
  fc.assert(
    fc.property(rows, (row) => {
      const policy = keyPolicyOf(row);
      expect(policy.requireExpiry).toBe(row.requireExpiry || row.planRequireExpiry);
      for (const limit of [row.maxLifetimeDays, row.planMaxLifetimeDays])
        expect(within(policy.maxLifetimeDays, limit)).toBe(true);
      for (const limit of [row.maxActiveKeys, row.ownMaxActiveKeys ?? row.planMaxActiveKeys])
        expect(within(policy.maxActiveKeys, limit)).toBe(true);
      const overlap = row.ownRotationOverlapMaxSeconds ?? row.planRotationOverlapMaxSeconds;
      expect(policy.rotationOverlapMaxSeconds).toBe(
        Math.min(row.rotationOverlapMaxSeconds, overlap ?? Number.POSITIVE_INFINITY),
      );
    }),
  );
});

const POLICY = {
  requireExpiry: false,
  maxLifetimeDays: 10,
  grantableScopes: null,
  maxActiveKeys: null,
  rotationOverlapMaxSeconds: 0,
};
const key = (expiresAt: Date | null, age = 0) => ({ scopes: [], expiresAt, createdAt: inDays(-age) });

test.each<[string, ReturnType<typeof key> | null, ReturnType<typeof key>, string | null]>([
  ["a new key, to the day", null, key(inDays(10)), null],
  ["a new key, a moment later", null, key(new Date(inDays(10).getTime() + 1)), "lifetime_exceeded"],
  ["a new key without an expiry", null, key(null), "expiry_required"],
  ["an older key, unchanged", key(null, 100), key(null, 100), null],
  ["an older key, to an end in time", key(null, 100), key(inDays(10), 100), null],
  ["an older key, to an end too late", key(null, 100), key(inDays(11), 100), "lifetime_exceeded"],
  ["an older key, to an earlier end", key(inDays(50), 100), key(inDays(9), 100), null],
  ["an older key, to a later end", key(inDays(5), 100), key(inDays(6), 100), "lifetime_exceeded"],
  ["a key that is extended in time", key(inDays(2), 3), key(inDays(7), 3), null],
  ["a key that is extended too far", key(inDays(2), 3), key(inDays(8), 3), "lifetime_exceeded"],
])("with a lifetime of 10 days: %s", (_, before, after, code) => {
  const errors = policyErrors(POLICY, before, after, { pointer: "", now });
  expect(errors.map((error) => error.code)).toEqual(code === null ? [] : [code]);
});
