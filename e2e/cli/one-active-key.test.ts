import { expect, inject, test } from "vitest";
import { data, loggedIn } from "#e2e/cli/person.ts";
import { asProgram, asUser, configure, errorOf } from "#e2e/conformance/sdk-clients.ts";
import { connectTo } from "#e2e/test-server.ts";
import {
  type APIError,
  AuthenticationError,
  ConflictError,
  PermissionDeniedError,
} from "#sdk/typescript/src/index.ts";

// The product of e2e/conformance/one-active-key.test.ts, with the TypeScript SDK and the command line side by side.
const server = connectTo(inject("server"));

/** Someone at a command line, and the SDK's client of the same account. */
async function workspace(settings: object = {}) {
  const { person, developer } = await loggedIn(server);
  const user = asUser(server, developer);
  await configure(user, { key_format: { prefix: "sk" }, ...settings });
  return { person, user };
}

test("what the SDK creates, the command line lists, rotates and revokes", async () => {
  const { person, user } = await workspace({ max_active_keys: 1, rotation_overlap_max_seconds: 3600 });
  const { id, secret, hint } = await user.keys.create({ name: "deploy", scopes: ["data:read"] });
  expect(secret).toMatch(/^sk_live_/);
  expect(await data(person, ["keys", "list"])).toMatchObject([
    { id, hint, name: "deploy", scopes: ["data:read"] },
  ]);
  const second = await person.run(["keys", "create", "second"]);
  expect(second).toMatchObject({ code: 1, stdout: "" });
  expect(second.stderr).toContain("its limit of 1 active key.");
  const refused = await errorOf(user.keys.create({ name: "second" }));
  expect(refused).toBeInstanceOf(ConflictError);
  expect(refused).toMatchObject({ reason: "active_key_limit" });

  const rotated = await person.run(["keys", "rotate", "deploy", "--overlap", "1h"]);
  for (const either of [secret, rotated.stdout.trim()])
    expect((await asProgram(server, either).me.retrieve()).actor.id).toBe(id);
  expect((await user.keys.retrieve(id)).rotation).toMatchObject({
    previous_expires_at: expect.any(String),
    previous_last_used_at: expect.any(String),
  });
  const unasked = await person.run(["keys", "end-rotation", "deploy"]);
  expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
  expect((await data(person, ["keys", "end-rotation", "deploy", "--yes"])).rotation).toBeNull();
  expect(await errorOf(asProgram(server, secret).me.retrieve())).toBeInstanceOf(AuthenticationError);

  const nothing = await person.run(["keys", "end-rotation", "deploy", "--yes"]);
  expect(nothing).toMatchObject({ code: 1, stderr: expect.stringContaining("only one secret") });

  const [{ hint: newHint }] = await data(person, ["keys", "list"]);
  expect(newHint).not.toBe(hint);
  expect((await data(person, ["keys", "revoke", newHint, "--yes"])).id).toBe(id);
  expect(await errorOf(asProgram(server, rotated.stdout.trim()).me.retrieve())).toMatchObject({
    type: "authentication",
    reason: "revoked",
  });
  expect((await user.keys.create({ name: "next" })).status).toBe("active");
});

test("what the command line creates, the SDK lists, changes and revokes", async () => {
  const { person, user } = await workspace();
  const words = ["keys", "create", "laptop", "--environment", "test", "--rate-limit", "100/60"];
  const created = await data(person, [...words, "--json"]);
  expect(created.secret).toMatch(/^sk_test_/);
  const listed = await user.keys.list({ environment: "test" });
  expect(listed.data).toMatchObject([{ id: created.id, rate_limit: { requests: 100, window_seconds: 60 } }]);
  await user.keys.update(created.id, { name: "desktop", rate_limit: null });
  expect(await data(person, ["keys", "show", "desktop"])).toMatchObject({ id: created.id, rate_limit: null });
  await user.keys.revoke(created.id);
  expect(await data(person, ["keys", "list"])).toEqual([]);
  expect(await data(person, ["keys", "list", "--status", "revoked"])).toMatchObject([{ id: created.id }]);
  const again = await person.run(["keys", "enable", created.id]);
  expect(again.code).toBe(1);
});

test("the request ID of an error tells the command line why it was refused", async () => {
  const { person, user } = await workspace();
  const { id, secret } = await user.keys.create({ name: "narrow" });
  const refused = (await errorOf(asProgram(server, secret).keys.list())) as APIError;
  expect(refused).toBeInstanceOf(PermissionDeniedError);
  expect(refused.requiredScopes).toEqual(["keys:read"]);
  const explained = await person.run(["explain", refused.requestId!, "--no-json"]);
  expect(explained.code, explained.stderr).toBe(0);
  expect(explained.stdout).toContain(`key narrow (${id})`);
  expect(explained.stderr).toContain("The key needs the scope keys:read.");
});

test("a key can't change the workspace, and creates only keys that can do no more than itself", async () => {
  const { user } = await workspace();
  const { secret } = await user.keys.create({ scopes: ["workspace:read", "keys:write"] });
  expect(await errorOf(configure(asProgram(server, secret), { name: "mine" }))).toMatchObject({
    type: "permission_denied",
    reason: "user_required",
  });
  const more = { scopes: ["usage:read"] };
  expect(await errorOf(asProgram(server, secret).keys.create(more))).toMatchObject({
    type: "permission_denied",
    reason: "scope_escalation",
  });
});

test("creating with the same idempotency key creates one key, and tells its secret once", async () => {
  const { person, user } = await workspace();
  const options = { idempotencyKey: `once-${Date.now()}` };
  const first = await user.keys.create({ name: "once" }, options);
  const again = await user.keys.create({ name: "once" }, options).withResponse();
  expect(again.data).toEqual({ ...first, secret: null });
  expect(again.response.headers.get("idempotent-replayed")).toBe("true");
  expect(await errorOf(user.keys.create({ name: "other" }, options))).toMatchObject({
    type: "validation",
    code: "idempotency_key_reused",
  });
  expect(await data(person, ["keys", "list"])).toHaveLength(1);
});
