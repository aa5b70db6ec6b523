import { createHash, randomBytes } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import { type Answer, type Call, call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";
import { loadRoutes } from "#lib/api/routes.ts";

// No key takes over a stronger one. All combinations are in lib/keys/key-rules.test.ts, without a server.
const server = connectTo(inject("server"));
const hash = () => createHash("sha256").update(randomBytes(32)).digest("hex");

type Send = (caller: Call, id: string) => Promise<Answer>;
const send =
  (method: string, path: string, body?: object): Send =>
  (caller, id) =>
    call(server, method, `/api/v1/keys/${id}${path}`, { ...caller, body });

function inBulk(action: string): Send {
  return (caller, id) =>
    call(server, "POST", "/api/v1/keys/bulk", { ...caller, body: { action, ids: [id] } });
}

/** What the API can do to an existing key. */
const OPERATIONS: Record<string, Send> = {
  rename: send("PATCH", "", { name: "taken over" }),
  "change the metadata of": send("PATCH", "", { metadata: { owner: "me" } }),
  "change the external ID of": send("PATCH", "", { external_id: "cus_other" }),
  "change nothing about": send("PATCH", "", {}),
  narrow: send("PATCH", "", { scopes: [] }),
  "disable and rename": send("PATCH", "", { enabled: false, name: "taken over" }),
  enable: send("PATCH", "", { enabled: true }),
  rotate: send("POST", "/rotate"),
  "rotate with an overlap": send("POST", "/rotate", { overlap_seconds: 60 }),
  disable: send("PATCH", "", { enabled: false }),
  revoke: send("DELETE", ""),
  "end the overlap of": send("POST", "/rotate/end"),
  "disable, as one of several,": inBulk("disable"),
  "revoke, as one of several,": inBulk("revoke"),
};
const takesAway = (operation: string) => /^(disable|disable, .*|revoke.*|end .*)$/.test(operation);

/** The operations above, by endpoint. A new endpoint that changes keys fails below until it is in these tables. */
const COVERED: Record<string, string[]> = {
  "POST /api/v1/keys": ["create"],
  "POST /api/v1/keys/import": ["import"],
  "PATCH /api/v1/keys/{id}": Object.keys(OPERATIONS).filter(
    (name) => !/rotate|revoke|overlap of|several/.test(name),
  ),
  "POST /api/v1/keys/{id}/rotate": ["rotate", "rotate with an overlap"],
  "POST /api/v1/keys/{id}/rotate/end": ["end the overlap of"],
  "POST /api/v1/keys/bulk": ["disable, as one of several,", "revoke, as one of several,"],
  "DELETE /api/v1/keys/{id}": ["revoke"],
};

const JUNE = "2090-06-01T00:00:00.000Z";
const JULY = "2090-07-01T00:00:00.000Z";
const WEAK = {
  scopes: ["data:read"],
  rate_limit: { requests: 10_000, window_seconds: 60 },
  expires_at: JUNE,
};

/** Keys, by how they differ from one that is as narrow as the weak key. */
const TARGETS: Record<string, object> = {
  "as narrow": {},
  "more scopes": { scopes: ["data:read", "data:write"] },
  "a higher limit": { rate_limit: { requests: 10_001, window_seconds: 60 } },
  "the limit in a shorter window": { rate_limit: { requests: 10_000, window_seconds: 59 } },
  "no limit": { rate_limit: null },
  "a later expiry": { expires_at: JULY },
  "no expiry": { expires_at: null },
};
const TEST = { "the test environment": { environment: "test" } };
/** The same as `TARGETS` where something is wrong, for creating and changing keys. */
const REASONS: Record<string, string> = {
  "more scopes": "scope_escalation",
  "a higher limit": "limit_escalation",
  "the limit in a shorter window": "limit_escalation",
  "no limit": "limit_escalation",
  "a later expiry": "expiry_escalation",
  "no expiry": "expiry_escalation",
};

let owner: Developer;
let developer: Developer;
let workspaceId: string;
const callers: Record<string, Call> = {};
const ids: Record<string, string> = {};

const create = async (caller: Call, body: object) => {
  const made = await call(server, "POST", "/api/v1/keys", { ...caller, body });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.data as { id: string; secret: string };
};

beforeAll(async () => {
  [owner, developer] = await Promise.all([newDeveloper(server), newDeveloper(server)]);
  await setPlan(server, owner);
  const idOf = async ({ accessToken: token }: Developer) =>
    (await call(server, "GET", "/api/v1/me", { token })).body.data;
  workspaceId = (await idOf(owner)).workspace.id;
  await query(
    server,
    "insert into members (workspace_id, user_id, role, created_at) select id, cast($1 as text), 'developer', created_at from workspaces where id = $2",
    [(await idOf(developer)).actor.id, workspaceId],
  );
  const asUser = ({ accessToken: token }: Developer): Call => ({
    token,
    headers: { "x-workspace-id": workspaceId },
  });
  callers.owner = asUser(owner);
  callers.developer = asUser(developer);
  for (const [name, user] of [
    ["owner", owner],
    ["developer", developer],
  ] as const)
    callers[`${name}'s browser`] = {
      cookie: await sessionCookie(server, user),
      headers: { "x-workspace-id": workspaceId, "sec-fetch-site": "same-origin" },
    };
  const scopes = ["keys:read", "keys:write", "data:read"];
  const addKey = async (name: string, creator: Call, body: object) => {
    const { id, secret } = await create(creator, { scopes, ...body });
    callers[name] = { key: secret };
    ids[name] = id;
  };
  // Users have a limit of 600 requests a minute, so this key prepares and reads the others.
  await addKey("setup", callers.owner, { scopes: [...scopes, "data:write"] });
  await addKey("an owner's key", callers.owner, {});
  await addKey("a weak key", callers.owner, { ...WEAK, scopes });
  await addKey("a developer's key", callers.developer, {});
  await addKey("a test key", callers.owner, { environment: "test" });
  await addKey("a key without scopes", callers.owner, { scopes: [] });
});

test("every endpoint that changes keys is covered here", async () => {
  const changing = (await loadRoutes()).flatMap(({ path, methods }) =>
    [...methods].filter(([, { spec }]) => spec.scope === "keys:write").map(([method]) => `${method} ${path}`),
  );
  expect(changing.sort()).toEqual(Object.keys(COVERED).sort());
  const covered = Object.values(COVERED).flat();
  expect(covered.sort()).toEqual(["create", "import", ...Object.keys(OPERATIONS)].sort());
});

/** Creates a target, and expects that the operation has this reason to be refused, or works. Refused changes nothing. */
async function expectOutcome(
  operation: string,
  caller: Call,
  target: { id: string; secret: string },
  reason?: string,
) {
  const read = async () => {
    const { data } = (await call(server, "GET", `/api/v1/keys/${target.id}`, callers.setup)).body;
    return { ...data, last_used_at: null };
  };
  const before = await read();
  const answer = await OPERATIONS[operation]!(caller, target.id);
  // The target has no overlap. Whoever may end it is told so.
  const allowed = operation === "end the overlap of" ? 409 : 200;
  if (!reason) return expect(answer.status, JSON.stringify(answer.body)).toBe(allowed);
  if (reason === "not_found" && operation.includes("several"))
    expectProblem(answer, 422, "validation_failed");
  else if (reason === "not_found") expectProblem(answer, 404, "not_found");
  else expectProblem(answer, 403, "forbidden", reason);
  expect(JSON.stringify(answer.body)).not.toContain('secret":"');
  expect(await read()).toEqual(before);
  expect((await call(server, "GET", "/api/v1/me", { key: target.secret })).status).toBe(200);
}

const operations = Object.keys(OPERATIONS);
const rows = operations.flatMap((operation) =>
  Object.keys(TARGETS).map((name) => [operation, name] as const),
);

test.each(rows)("a weak key wants to %s a key with %s", async (operation, name) => {
  const target = await create(callers.setup!, { ...WEAK, ...TARGETS[name] });
  await expectOutcome(
    operation,
    callers["a weak key"]!,
    target,
    takesAway(operation) ? undefined : REASONS[name],
  );
});

test.each(operations)("%s another environment's key: not found", async (operation) => {
  const live = await create(callers.setup!, WEAK);
  await expectOutcome(operation, callers["a test key"]!, live, "not_found");
});

test.each(operations)("a key without scopes can't %s any key", async (operation) => {
  const target = await create(callers.setup!, WEAK);
  await expectOutcome(operation, callers["a key without scopes"]!, target, "insufficient_scope");
});

test.each(operations)("a developer and their key can %s keys of their chain only", async (operation) => {
  for (const name of ["developer", "developer's browser", "a developer's key"]) {
    const caller = callers[name]!;
    await expectOutcome(operation, caller, await create(callers.setup!, WEAK), "insufficient_role");
    await expectOutcome(
      operation,
      caller,
      await create(callers["an owner's key"]!, WEAK),
      "insufficient_role",
    );
    for (const creator of ["developer", "a developer's key"])
      await expectOutcome(operation, caller, await create(callers[creator]!, WEAK));
  }
});

test.each(operations)("an owner can %s every key, with a token as in the browser", async (operation) => {
  for (const [caller, name] of [
    ["owner", "no limit"],
    ["owner's browser", "no expiry"],
    ["owner", "more scopes"],
  ] as const)
    for (const creator of ["setup", "developer"])
      await expectOutcome(
        operation,
        callers[caller]!,
        await create(callers[creator]!, { ...WEAK, ...TARGETS[name] }),
      );
});

test.each(Object.entries({ ...TARGETS, ...TEST }))(
  "a weak key creates or imports a key with %s",
  async (name, more) => {
    const reason = name in TEST ? "other_environment" : REASONS[name];
    const pointer = reason && { scope_escalation: "scopes", limit_escalation: "rate_limit" }[reason];
    for (const [path, prefix, body] of [
      ["", "", { ...WEAK, ...more }],
      [
        "/import",
        "/keys/1",
        {
          keys: [
            { hash: hash(), ...WEAK },
            { hash: hash(), ...WEAK, ...more },
          ],
        },
      ],
    ] as const) {
      const answer = await call(server, "POST", `/api/v1/keys${path}`, { ...callers["a weak key"], body });
      if (!reason) expect(answer.status).toBe(201);
      else expectProblem(answer, 403, "forbidden", reason);
      if (pointer)
        expect(answer.body.errors).toMatchObject([{ pointer: `${prefix}/${pointer}`, code: reason }]);
    }
  },
);

test.each(Object.entries(TARGETS))("a weak key gives a narrow key %s", async (name, body) => {
  const target = await create(callers.setup!, { ...WEAK, expires_at: "2090-01-01T00:00:00.000Z" });
  const answer = await call(server, "PATCH", `/api/v1/keys/${target.id}`, { ...callers["a weak key"], body });
  if (name === "as narrow") expect(answer.status).toBe(200);
  else expectProblem(answer, 403, "forbidden", REASONS[name]);
});

test.each([
  ["scopes", { scopes: [] }, "scope_escalation"],
  ["rate limit", { rate_limit: { requests: 1, window_seconds: 60 } }, "limit_escalation"],
  ["expiry", { expires_at: "2080-01-01T00:00:00.000Z" }, "expiry_escalation"],
  ["status", { enabled: false }, "insufficient_role"],
  ["status, to active", { enabled: true }, "insufficient_role"],
])("a key can't change its own %s, not even to less", async (_, body, reason) => {
  for (const name of ["an owner's key", "a weak key", "a developer's key", "a test key"]) {
    const answer = await call(server, "PATCH", `/api/v1/keys/${ids[name]}`, { ...callers[name], body });
    expectProblem(answer, 403, "forbidden", reason);
  }
});

test("a key renames, rotates and revokes itself, which widens nothing", async () => {
  const { id, secret } = await create(callers.setup!, { ...WEAK, scopes: ["keys:read", "keys:write"] });
  const path = `/api/v1/keys/${id}`;
  const named = await call(server, "PATCH", path, { key: secret, body: { name: "renamed itself" } });
  expect(named.body.data).toMatchObject({ name: "renamed itself", expires_at: JUNE });
  const { data } = (await call(server, "POST", `${path}/rotate`, { key: secret })).body;
  expect(data).toMatchObject({
    id,
    scopes: ["keys:read", "keys:write"],
    rate_limit: WEAK.rate_limit,
    expires_at: JUNE,
  });
  expectProblem(await call(server, "DELETE", path, { key: secret }), 401, "invalid_api_key", "revoked");
  expect((await call(server, "DELETE", path, { key: data.secret })).body.data.status).toBe("revoked");
});

test("a key that a chain of keys created shows the user at its start", async () => {
  const child = await create(callers["a developer's key"]!, { scopes: ["keys:read", "keys:write"] });
  const { body } = await call(server, "POST", "/api/v1/keys", { key: child.secret, body: {} });
  const { data: me } = (await call(server, "GET", "/api/v1/me", callers.developer)).body;
  expect(body.data.created_by).toEqual({ type: "api_key", id: child.id, user_id: me.actor.id });
});
