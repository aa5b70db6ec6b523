import fc from "fast-check";
import { expect, test } from "vitest";
import { type Authority, DIMENSIONS, userAuthority, widerIn } from "#lib/actors/authority.ts";
import { builtInScopes, isAppScope } from "#lib/actors/built-in-scopes.ts";

const SCOPES = ["keys:read", "keys:write", "audit:read", "data:read", "orders:write"];

const rateLimits = fc.record({
  requests: fc.integer({ min: 1, max: 40 }),
  windowSeconds: fc.integer({ min: 1, max: 40 }),
});
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 });
const authorities: fc.Arbitrary<Authority> = fc.record({
  environment: nullable(fc.constantFrom("live", "test")),
  reach: nullable(fc.constantFrom("usr_a", "usr_b")),
  scopes: fc.subarray(SCOPES),
  everyAppScope: fc.boolean(),
  rateLimit: nullable(rateLimits),
  expiresAt: nullable(fc.integer({ min: 0, max: 3 }).map((ms) => new Date(ms))),
});

const isWithin = (a: Authority, b: Authority) => widerIn(a, b).length === 0;
const of = (more: Partial<Authority>): Authority => ({
  environment: "live",
  reach: "usr_a",
  scopes: [],
  everyAppScope: false,
  rateLimit: null,
  expiresAt: null,
  ...more,
});
const limit = (requests: number, windowSeconds: number) => of({ rateLimit: { requests, windowSeconds } });

test("everything is at most as wide as itself", () => {
  fc.assert(fc.property(authorities, (a) => isWithin(a, a)));
});

test("who has at most as much as someone who has at most as much as c has at most as much as c", () => {
  // Narrowed step by step, so that the premise holds often enough.
  const narrower = (a: Authority) =>
    authorities.map((b) => ({
      ...a,
      scopes: a.scopes.filter((scope) => b.scopes.includes(scope)),
      everyAppScope: a.everyAppScope && b.everyAppScope,
      rateLimit: b.rateLimit ?? a.rateLimit,
      expiresAt: b.expiresAt ?? a.expiresAt,
      reach: a.reach ?? b.reach,
      environment: a.environment ?? b.environment,
    }));
  const chains = authorities.chain((c) =>
    narrower(c).chain((b) => fc.tuple(narrower(b), fc.constant(b), fc.constant(c))),
  );
  fc.assert(
    fc.property(chains, ([a, b, c]) => {
      fc.pre(isWithin(a, b) && isWithin(b, c));
      expect(widerIn(a, c)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("each dimension is compared on its own", () => {
  fc.assert(
    fc.property(authorities, authorities, fc.subarray([...DIMENSIONS]), (a, b, taken) => {
      const mixed = { ...b };
      if (taken.includes("environment")) mixed.environment = a.environment;
      if (taken.includes("reach")) mixed.reach = a.reach;
      if (taken.includes("scopes"))
        Object.assign(mixed, { scopes: a.scopes, everyAppScope: a.everyAppScope });
      if (taken.includes("rate_limit")) mixed.rateLimit = a.rateLimit;
      if (taken.includes("expires_at")) mixed.expiresAt = a.expiresAt;
      expect(widerIn(mixed, b)).toEqual(widerIn(a, b).filter((dimension) => taken.includes(dimension)));
    }),
  );
});

/** The most requests that a sliding-window limit can accept in any window of `seconds`: bursts at the last moment. */
function mostIn(seconds: number, { requests, windowSeconds }: { requests: number; windowSeconds: number }) {
  let accepted = 0;
  for (let at = 0; at < seconds; at += windowSeconds) accepted += requests;
  return accepted;
}

test("a rate limit is at most as wide exactly if it never accepts more than the other in any of its windows", () => {
  fc.assert(
    fc.property(rateLimits, rateLimits, (a, b) => {
      expect(isWithin(of({ rateLimit: a }), of({ rateLimit: b }))).toBe(
        mostIn(b.windowSeconds, a) <= b.requests,
      );
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [10, 60, 10, 60, true],
  [11, 60, 10, 60, false],
  [1, 6, 10, 60, true],
  [2, 6, 10, 60, false],
  // 60 seconds overlap 9 windows of 7 seconds, not 8.57.
  [1, 7, 9, 60, true],
  [1, 7, 8, 60, false],
  // A longer window may accept all of its requests at once.
  [10, 3600, 10, 60, true],
  [11, 3600, 10, 60, false],
])("%i requests in %i seconds are within %i in %i: %s", (a, wa, b, wb, within) => {
  expect(isWithin(limit(a, wa), limit(b, wb))).toBe(within);
});

const early = new Date(1);
const late = new Date(2);
test.each<[string, Partial<Authority>, Partial<Authority>, string[]]>([
  [
    "no rate limit, within a rate limit",
    {},
    { rateLimit: { requests: 1, windowSeconds: 1 } },
    ["rate_limit"],
  ],
  ["a rate limit, within none", { rateLimit: { requests: 1, windowSeconds: 1 } }, {}, []],
  ["no expiry, within an expiry", {}, { expiresAt: late }, ["expires_at"]],
  ["a later expiry", { expiresAt: late }, { expiresAt: early }, ["expires_at"]],
  ["an earlier expiry", { expiresAt: early }, { expiresAt: late }, []],
  ["the same expiry", { expiresAt: late }, { expiresAt: new Date(2) }, []],
  ["both environments, within one", { environment: null }, {}, ["environment"]],
  ["another environment", { environment: "test" }, {}, ["environment"]],
  ["one environment, within both", {}, { environment: null }, []],
  ["all keys, within one user's", { reach: null }, {}, ["reach"]],
  ["another user's keys", { reach: "usr_b" }, {}, ["reach"]],
  ["one user's keys, within all", {}, { reach: null }, []],
  ["a scope more", { scopes: ["a:b", "c:d"] }, { scopes: ["c:d"] }, ["scopes"]],
  ["scopes in another order", { scopes: ["a:b", "c:d"] }, { scopes: ["c:d", "a:b"] }, []],
  ["a scope of your own API, for a user", { scopes: ["data:read"] }, { everyAppScope: true }, []],
  [
    "a built-in scope, for a user without it",
    { scopes: ["audit:read"] },
    { everyAppScope: true },
    ["scopes"],
  ],
  ["every scope of your own API, within some", { everyAppScope: true }, { scopes: ["a:b"] }, ["scopes"]],
])("%s", (_, a, b, wider) => {
  expect(widerIn(of(a), of(b))).toEqual(wider);
});

test("a role includes what the roles below it include", () => {
  const roles = ["viewer", "developer", "admin", "owner"] as const;
  for (const [at, role] of roles.entries())
    for (const lower of roles.slice(0, at + 1))
      expect(widerIn(userAuthority("usr_a", lower), userAuthority("usr_a", role))).toEqual([]);
  expect(widerIn(userAuthority("usr_a", "admin"), userAuthority("usr_a", "developer"))).toEqual([
    "reach",
    "scopes",
  ]);
});

test("every scope is built in or belongs to your own API", () => {
  for (const name of Object.keys(builtInScopes)) expect(isAppScope(name)).toBe(false);
  expect(isAppScope("toString")).toBe(true);
});
