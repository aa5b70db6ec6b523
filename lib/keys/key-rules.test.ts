import { expect, test } from "vitest";
import { type Authority, keyAuthority, userAuthority } from "#lib/actors/authority.ts";
import {
  KEY_VERBS,
  type KeyManager,
  type KeyVerb,
  type OwnField,
  refuseOperation,
} from "#lib/keys/key-rules.ts";
import { isProblem } from "#lib/problem.ts";

const JUNE = new Date("2030-06-01T00:00:00.000Z");
const JULY = new Date("2030-07-01T00:00:00.000Z");
const ROLES: Record<string, string> = { usr_owner: "owner", usr_dora: "developer", usr_emil: "developer" };

type KeyFields = Parameters<typeof keyAuthority>[0];
/** A key that Dora's chain created, as narrow as the weak key below. */
const key = (more: Partial<KeyFields> = {}) => {
  const fields = {
    id: "key_target",
    environment: "live",
    scopes: ["data:read"],
    limitRequests: 10,
    limitWindowSeconds: 60,
    expiresAt: JUNE,
    rootUserId: "usr_dora",
    ...more,
  };
  return keyAuthority({ ...fields, rootRole: ROLES[fields.rootUserId!] ?? null });
};
const unlimited = { limitRequests: null, limitWindowSeconds: null, expiresAt: null };
const manages = ["keys:read", "keys:write"];

const asKey = (more: Partial<KeyFields>): KeyManager => ({
  type: "api_key",
  keyId: "key_actor",
  authority: key({
    id: "key_actor",
    ...unlimited,
    scopes: [...manages, "data:read"],
    rootUserId: "usr_owner",
    ...more,
  }),
});
const asUser = (userId: string, role: "owner" | "admin" | "developer" | "viewer"): KeyManager => ({
  type: "user",
  role,
  authority: userAuthority(userId, role),
});

const CALLERS = {
  owner: asUser("usr_owner", "owner"),
  admin: asUser("usr_anna", "admin"),
  developer: asUser("usr_dora", "developer"),
  viewer: asUser("usr_vera", "viewer"),
  "an owner's key": asKey({}),
  "a weak key": asKey({ limitRequests: 10, limitWindowSeconds: 60, expiresAt: JUNE }),
  "a developer's key": asKey({ rootUserId: "usr_dora" }),
  "a removed member's key": asKey({ rootUserId: "usr_gone" }),
  "a test key": asKey({ environment: "test" }),
  "a key without scopes": asKey({ scopes: [] }),
};
type CallerName = keyof typeof CALLERS;

const KEYS = {
  "as narrow": key(),
  "more scopes": key({ scopes: ["data:read", "data:write"] }),
  "a scope of admins": key({ scopes: ["audit:read"] }),
  "a higher limit": key({ limitRequests: 11 }),
  "the limit in a shorter window": key({ limitWindowSeconds: 59 }),
  "the limit in a longer window": key({ limitWindowSeconds: 3600 }),
  "no limit": key({ limitRequests: null, limitWindowSeconds: null }),
  "a later expiry": key({ expiresAt: JULY }),
  "no expiry": key({ expiresAt: null }),
  "the test environment": key({ environment: "test" }),
  "another developer's chain": key({ rootUserId: "usr_emil" }),
  "an owner's chain": key({ rootUserId: "usr_owner" }),
};
type KeyName = keyof typeof KEYS;

const ROLE = "insufficient_role";
const ENVIRONMENT = "other_environment";
const SCOPES = "scope_escalation";
const LIMIT = "limit_escalation";
const EXPIRY = "expiry_escalation";

/** Why a caller can't create, change, enable or rotate such a key. `*` is for the keys that aren't named. */
const WIDENING: Record<CallerName, Partial<Record<KeyName | "*", string>>> = {
  owner: {},
  admin: {},
  developer: { "a scope of admins": SCOPES, "another developer's chain": ROLE, "an owner's chain": ROLE },
  viewer: { "*": ROLE },
  "an owner's key": {
    "more scopes": SCOPES,
    "a scope of admins": SCOPES,
    "the test environment": ENVIRONMENT,
  },
  "a weak key": {
    "more scopes": SCOPES,
    "a scope of admins": SCOPES,
    "a higher limit": LIMIT,
    "the limit in a shorter window": LIMIT,
    "no limit": LIMIT,
    "a later expiry": EXPIRY,
    "no expiry": EXPIRY,
    "the test environment": ENVIRONMENT,
  },
  "a developer's key": {
    "more scopes": SCOPES,
    "a scope of admins": SCOPES,
    "the test environment": ENVIRONMENT,
    "another developer's chain": ROLE,
    "an owner's chain": ROLE,
  },
  "a removed member's key": { "*": ROLE, "the test environment": ENVIRONMENT },
  "a test key": { "*": ENVIRONMENT, "the test environment": undefined },
  "a key without scopes": { "*": "insufficient_scope" },
};

/** Why a caller can't disable or revoke such a key. Only environment, reach and `keys:write` count. */
const TAKING_AWAY: Record<CallerName, Partial<Record<KeyName | "*", string>>> = {
  owner: {},
  admin: {},
  developer: { "another developer's chain": ROLE, "an owner's chain": ROLE },
  viewer: { "*": ROLE },
  "an owner's key": { "the test environment": ENVIRONMENT },
  "a weak key": { "the test environment": ENVIRONMENT },
  "a developer's key": {
    "the test environment": ENVIRONMENT,
    "another developer's chain": ROLE,
    "an owner's chain": ROLE,
  },
  "a removed member's key": { "*": ROLE, "the test environment": ENVIRONMENT },
  "a test key": { "*": ENVIRONMENT, "the test environment": undefined },
  "a key without scopes": { "*": "insufficient_scope" },
};

const TABLES: Record<KeyVerb, typeof WIDENING> = {
  create: WIDENING,
  import: WIDENING,
  change: WIDENING,
  enable: WIDENING,
  rotate: WIDENING,
  disable: TAKING_AWAY,
  revoke: TAKING_AWAY,
  end_overlap: TAKING_AWAY,
};

const expected = (row: Partial<Record<KeyName | "*", string>>, name: KeyName) =>
  (name in row ? row[name] : row["*"]) ?? null;
const reasonOf = (refusal: unknown) => (isProblem(refusal) ? refusal.extras.reason : refusal);

const callers = Object.keys(CALLERS) as CallerName[];
const keys = Object.keys(KEYS) as KeyName[];
const rows = KEY_VERBS.flatMap((verb) =>
  callers.flatMap((caller) =>
    keys.map((name) => [verb, caller, name, expected(TABLES[verb][caller], name)] as const),
  ),
);

test.each(rows)("%s by %s, of a key with %s: %s", (verb, caller, name, reason) => {
  const creates = verb === "create" || verb === "import";
  const authority = KEYS[name];
  const operation = {
    verb,
    target: creates ? null : { id: "key_target", authority },
    results: [{ authority, pointer: "" }],
    fields: [],
  };
  expect(reasonOf(refuseOperation(CALLERS[caller], operation))).toBe(reason);
});

/** What one change makes of a key that is as narrow as the weak key. */
const CHANGES: Record<string, [Partial<Authority>, pointer: string]> = {
  "more scopes": [{ scopes: ["data:read", "data:write"] }, "/scopes"],
  "a higher limit": [{ rateLimit: { requests: 11, windowSeconds: 60 } }, "/rate_limit"],
  "the limit in a shorter window": [{ rateLimit: { requests: 10, windowSeconds: 59 } }, "/rate_limit"],
  "no limit": [{ rateLimit: null }, "/rate_limit"],
  "a later expiry": [{ expiresAt: JULY }, "/expires_at"],
  "no expiry": [{ expiresAt: null }, "/expires_at"],
};

test.each(callers.flatMap((caller) => Object.keys(CHANGES).map((name) => [caller, name] as const)))(
  "%s gives a narrow key %s: the same answer as for creating one, and it names the field",
  (caller, name) => {
    const [change, pointer] = CHANGES[name]!;
    const before = KEYS["as narrow"];
    const refusal = refuseOperation(CALLERS[caller], {
      verb: "change",
      target: { id: "key_target", authority: before },
      results: [{ authority: { ...before, ...change }, pointer: "" }],
      fields: [],
    });
    const reason = expected(WIDENING[caller], name as KeyName);
    expect(reasonOf(refusal)).toBe(reason);
    if (reason?.endsWith("_escalation"))
      expect(refusal?.extras.errors).toMatchObject([{ pointer, code: reason }]);
  },
);

const own = (verb: KeyVerb, fields: OwnField[] = [], caller: CallerName = "a weak key") =>
  refuseOperation(CALLERS[caller], {
    verb,
    target: { id: "key_actor", authority: CALLERS[caller].authority },
    results: [{ authority: CALLERS[caller].authority, pointer: "" }],
    fields,
  });

test.each<[KeyVerb, OwnField[], string | null]>([
  ["rotate", [], null],
  ["revoke", [], null],
  // Its name, metadata and external ID.
  ["change", [], null],
  ["change", ["scopes"], SCOPES],
  ["change", ["rate_limit"], LIMIT],
  ["change", ["expires_at"], EXPIRY],
  ["change", ["scopes", "rate_limit"], SCOPES],
  ["disable", ["enabled"], ROLE],
  ["enable", ["enabled"], ROLE],
])("a key can %s itself, changing %j: %s", (verb, fields, reason) => {
  for (const caller of [
    "a weak key",
    "an owner's key",
    "a developer's key",
    "a removed member's key",
  ] as const)
    expect(reasonOf(own(verb, fields, caller)), caller).toBe(reason);
  expect(reasonOf(own(verb, fields, "a key without scopes"))).toBe("insufficient_scope");
});

test("the detail names every dimension in which the key has more", () => {
  const target = { id: "key_target", authority: key({ ...unlimited, scopes: ["audit:read", "usage:read"] }) };
  const refusal = refuseOperation(CALLERS["a weak key"], { verb: "rotate", target, results: [], fields: [] });
  expect(refusal?.message).toBe(
    "The key has more than this API key: scopes (audit:read, usage:read), a higher rate limit, a later expiry. You can disable or revoke it, but not change, enable or rotate it.",
  );
  const results = [{ authority: target.authority, pointer: "/keys/2" }];
  const created = refuseOperation(CALLERS["a weak key"], {
    verb: "import",
    target: null,
    results,
    fields: [],
  });
  expect(created?.extras.errors).toMatchObject([
    { pointer: "/keys/2/scopes" },
    { pointer: "/keys/2/rate_limit", detail: expect.stringContaining("10 requests in any 60 seconds") },
    { pointer: "/keys/2/expires_at", detail: expect.stringContaining("2030-06-01T00:00:00.000Z") },
  ]);
});
