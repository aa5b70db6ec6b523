import { createHash, randomBytes } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { newDeveloper } from "#e2e/api/client.ts";
import { setPlan } from "#e2e/api/store.ts";
import { asProgram, asUser, configure, errorOf } from "#e2e/conformance/sdk-clients.ts";
import { connectTo } from "#e2e/test-server.ts";
import {
  AuthenticationError,
  ConflictError,
  type Latchkey,
  NotFoundError,
  PermissionDeniedError,
} from "#sdk/typescript/src/index.ts";

// The product of hex-keys.test.ts, with the TypeScript SDK: a backend that manages keys of 64 hex characters.
const server = connectTo(inject("server"));
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
let user: Latchkey;
let backend: Latchkey;

beforeAll(async () => {
  const developer = await newDeveloper(server);
  await setPlan(server, developer);
  user = asUser(server, developer);
  await configure(user, { key_format: { style: "hex" } });
  const scopes = ["keys:read", "keys:write", "keys:verify", "data:read"];
  backend = asProgram(server, (await user.keys.create({ name: "backend", scopes })).secret);
});

test("a backend creates, finds and revokes keys of 64 hex characters", async () => {
  const { id, secret, hint } = await backend.keys.create({ name: "by program" });
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  const found = await backend.keys.list({ q: "by program" });
  expect(found.data).toMatchObject([{ id, hint, created_by: { type: "api_key" } }]);
  expect(JSON.stringify(found)).not.toContain(secret);
  const info = await backend.keys.validate({ key: secret! });
  expect(info).toMatchObject({ id, environment: "live" });
  await backend.keys.revoke(id);
  const refused = await errorOf(backend.keys.validate({ key: secret! }));
  expect(refused).toBeInstanceOf(AuthenticationError);
  expect(refused).toMatchObject({ code: "revoked", message: "API key refused: revoked." });
});

test("an unknown key is 401, a disabled one 403, and it can be enabled again", async () => {
  expect(await errorOf(asProgram(server, randomBytes(32).toString("hex")).me.retrieve())).toBeInstanceOf(
    AuthenticationError,
  );
  const { id, secret } = await backend.keys.create();
  const program = asProgram(server, secret);
  expect((await backend.keys.update(id, { enabled: false })).status).toBe("disabled");
  const refused = await errorOf(program.me.retrieve());
  expect(refused).toBeInstanceOf(PermissionDeniedError);
  expect(refused).toMatchObject({ status: 403, code: "inactive_api_key" });
  expect(await errorOf(backend.keys.validate({ key: secret! }))).toMatchObject({
    type: "permission_denied",
    message: "API key refused: disabled.",
  });
  await backend.keys.update(id, { enabled: true });
  expect((await program.me.retrieve()).actor.id).toBe(id);
});

test("keys and usage of development and production don't mix", async () => {
  const scopes = ["keys:read", "usage:read"];
  const production = await user.keys.create({ environment: "live", scopes });
  const development = await user.keys.create({ environment: "test", scopes });
  const program = asProgram(server, development.secret);
  expect((await program.me.retrieve()).environment).toBe("test");
  expect(await errorOf(program.keys.retrieve(production.id))).toBeInstanceOf(NotFoundError);
  const ids: string[] = [];
  for await (const { id } of program.keys.list()) ids.push(id);
  expect(ids).toEqual([development.id]);
  const before = await user.usage.retrieve({ environment: "live" });
  await program.usage.retrieve();
  const after = await user.usage.retrieve({ environment: "live" });
  expect(after.requests.total).toBe(before.requests.total);
});

test("keys that exist elsewhere are taken over by their hashes", async () => {
  const existing = randomBytes(32).toString("hex");
  const keys = [{ hash: sha256(existing), name: "from before", scopes: ["data:read"] }];
  const [key] = await user.keys.import({ keys });
  expect((await asProgram(server, existing).me.retrieve()).actor.id).toBe(key!.id);
  const info = await backend.keys.validate({ key: existing, scopes: ["data:read"] });
  expect([info.id, info.hasScope("data:read"), info.hasScope("data:write")]).toEqual([key!.id, true, false]);
  const refused = await errorOf(user.keys.import({ keys }));
  expect(refused).toBeInstanceOf(ConflictError);
  expect(refused).toMatchObject({ reason: "key_exists" });
});
