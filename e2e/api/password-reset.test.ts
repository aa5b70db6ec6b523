import { expect, inject, test } from "vitest";
import { type Answer, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { account } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { clearThrottles, query, setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const FRESH = "the sea was calm that day";
const me = (key: string) => call(server, "GET", "/api/v1/me", { key });

/** Asks for a reset link. Returns its mail and its token. */
async function resetMail({ email }: Developer) {
  await clearThrottles(server);
  expect((await account(server, "password/forgot", { email })).status).toBe(202);
  const mail = await server.mailbox.next(email, { subject: /Reset your password/ });
  return { mail, token: new URL(mail.links[0]!).searchParams.get("token")! };
}

async function reset(developer: Developer, more: object = {}): Promise<Answer> {
  const { token } = await resetMail(developer);
  return account(server, "password/reset", { token, password: FRESH, ...more });
}

/** A key that the key creates. */
async function newKeyBy(key: string, body: object = {}): Promise<string> {
  const created = await call(server, "POST", "/api/v1/keys", { key, body });
  expect(created.status).toBe(201);
  return created.body.data.secret;
}

/** Makes one developer a member of the other's workspace. Returns that workspace's ID. */
async function join(guest: Developer, host: Developer): Promise<string> {
  const owner = { token: host.accessToken };
  const { id } = (await call(server, "GET", "/api/v1/workspaces", owner)).body.data[0];
  await query(
    server,
    "insert into members (workspace_id, user_id, role, created_at) select $1, id, 'developer', created_at from users where email = $2",
    [id, guest.email],
  );
  return id;
}

test("a reset with revoke_keys revokes every key that the user created, in every workspace, and no other", async () => {
  const [ada, host] = [await newDeveloper(server), await newDeveloper(server)];
  const [own, disabled, hosts] = [
    await newKey(server, ada, { scopes: ["keys:write"] }),
    await newKey(server, ada),
    await newKey(server, host),
  ];
  const child = await newKeyBy(own.secret, { scopes: ["keys:write"] });
  const grandchild = await newKeyBy(child);
  const elsewhere = await call(server, "POST", "/api/v1/keys", {
    token: ada.accessToken,
    headers: { "x-workspace-id": await join(ada, host) },
    body: {},
  });
  expect(elsewhere.status).toBe(201);
  const owner = { token: ada.accessToken, body: { enabled: false } };
  expect((await call(server, "PATCH", `/api/v1/keys/${disabled.id}`, owner)).status).toBe(200);

  expect((await reset(ada, { revoke_keys: true })).body).toEqual({
    data: { email: ada.email, status: "password_changed" },
  });
  for (const key of [own.secret, child, grandchild, disabled.secret, elsewhere.body.data.secret]) {
    expectProblem(await me(key), 401, "invalid_api_key", "revoked");
    expectProblem(await askGate(server, { key }), 401, "invalid_api_key", "revoked");
  }
  expect((await me(hosts.secret)).status).toBe(200);
});

test.each([[{}], [{ revoke_keys: false }]])("a reset with %j keeps the keys", async (more) => {
  const ada = await newDeveloper(server);
  const { secret } = await newKey(server, ada);
  expect((await reset(ada, more)).status).toBe(200);
  expect((await me(secret)).status).toBe(200);
});

test("a refused reset revokes nothing", async () => {
  const ada = await newDeveloper(server);
  const { secret } = await newKey(server, ada);
  const { token } = await resetMail(ada);
  for (const body of [
    { token, password: "short", revoke_keys: true },
    { token, password: FRESH, revoke_keys: "yes" },
  ])
    expectProblem(await account(server, "password/reset", body), 422, "validation_failed");
  expect((await account(server, "password/reset", { token, password: FRESH })).status).toBe(200);
  const again = { token, password: FRESH, revoke_keys: true };
  expectProblem(await account(server, "password/reset", again), 410, "code_used");
  expect((await me(secret)).status).toBe(200);
});

test("no key outlives a reset with revoke_keys, even if its parents create others meanwhile", async () => {
  const ada = await newDeveloper(server);
  await setPlan(server, ada);
  const root = (await newKey(server, ada, { scopes: ["keys:write"] })).secret;
  const secrets = [root];
  let running = true;
  const creators = Array.from({ length: 8 }, async () => {
    let newest = root;
    while (running) {
      const body = { scopes: ["keys:write"] };
      const created = await call(server, "POST", "/api/v1/keys", { key: newest, body });
      if (created.status !== 201) break;
      newest = created.body.data.secret;
      secrets.push(newest);
    }
  });
  // Enough of them, however fast the reset's email arrives.
  await expect.poll(() => secrets.length, { timeout: 30_000 }).toBeGreaterThan(20);
  expect((await reset(ada, { revoke_keys: true })).status).toBe(200);
  running = false;
  await Promise.all(creators);
  for (const secret of secrets) expectProblem(await me(secret), 401, "invalid_api_key", "revoked");
}, 120_000);

test.each([
  [0, /You have no active API keys\./],
  [1, /You have 1 active API key\./],
  [3, /You have 3 active API keys\./],
])("the mail about a reset of a user with %i active keys says so", async (active, sentence) => {
  const ada = await newDeveloper(server);
  for (let i = 0; i < active; i += 1) await newKey(server, ada);
  const revoked = await newKey(server, ada);
  await call(server, "DELETE", `/api/v1/keys/${revoked.id}`, { token: ada.accessToken });
  const { mail, token } = await resetMail(ada);
  expect(mail.text).toMatch(sentence);
  const page = (await call(server, "GET", `/reset?token=${token}`)).body as string;
  expect(page.includes("revoke_keys")).toBe(active > 0);
  if (active > 0) expect(page.includes(`API keys I created (${active} active)`)).toBe(true);
  expect((await account(server, "password/reset", { token, password: FRESH })).status).toBe(200);
});
