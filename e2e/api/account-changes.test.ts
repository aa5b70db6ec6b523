import { expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { account, mailedToken, newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { clearThrottles, query } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const FRESH = "the sea was calm that day";

const as = ({ accessToken: token }: Developer) => ({
  get: (path: string) => call(server, "GET", `/api/v1${path}`, { token }),
  send: (method: string, path: string, body?: unknown) =>
    call(server, method, `/api/v1${path}`, { token, body }),
});
const logIn = ({ email }: { email: string }, password: string) =>
  account(server, "login", { email, password });
const events = async (action: string, userId: string) =>
  query(server, "select * from audit_events where action = $1 and target_id = $2", [action, userId]);
const idOf = async (developer: Developer): Promise<string> =>
  (await as(developer).get("/me")).body.data.actor.id;

test("people change their name and which emails they get; keys can't", async () => {
  const ada = await newDeveloper(server);
  expect((await as(ada).get("/me")).body.data.notifications).toEqual({ key_expiring: true });
  const changed = await as(ada).send("PATCH", "/me", { name: "Ada", notifications: { key_expiring: false } });
  expect(changed.body.data).toMatchObject({
    actor: { name: "Ada" },
    notifications: { key_expiring: false },
  });
  expect((await as(ada).send("PATCH", "/me", {})).status).toBe(200);
  expect((await as(ada).send("PATCH", "/me", { name: null })).body.data.actor.name).toBeNull();
  expect(await events("user.changed", await idOf(ada))).toHaveLength(2);
  const { secret } = await newKey(server, ada);
  const byKey = await call(server, "PATCH", "/api/v1/me", { key: secret, body: { name: "Key" } });
  expectProblem(byKey, 403, "forbidden", "user_required");
  expect((await call(server, "GET", "/api/v1/me", { key: secret })).body.data.notifications).toBeUndefined();
});

test.each([
  [{ name: "a".repeat(101) }],
  [{ name: "a\nb" }],
  [{ name: 1 }],
  [{ notifications: { key_expiring: "yes" } }],
  [{ notifications: null }],
  [[]],
])("a profile can't be changed to %j", async (body) => {
  const ada = await newDeveloper(server);
  expectProblem(await as(ada).send("PATCH", "/me", body), 422, "validation_failed");
});

test.each([[{ email: "x@example.test" }], [{ notifications: { other: true } }]])(
  "a profile has no field of %j",
  async (body) => {
    const ada = await newDeveloper(server);
    expectProblem(await as(ada).send("PATCH", "/me", body), 422, "unknown_field");
  },
);

test("a new password ends all other sessions and earlier links, and is mailed", async () => {
  const ada = await newDeveloper(server);
  const other = (await logIn(ada, ada.password)).body.data.access_token;
  await account(server, "password/forgot", { email: ada.email });
  const token = await mailedToken(server, ada.email, /Reset/);
  const body = { current_password: ada.password, new_password: FRESH };
  expect((await as(ada).send("POST", "/me/password", body)).status).toBe(200);
  expect((await as(ada).get("/me")).status).toBe(200);
  expectProblem(await call(server, "GET", "/api/v1/me", { token: other }), 401, "invalid_token", "revoked");
  expectProblem(await logIn(ada, ada.password), 401, "invalid_credentials");
  expect((await logIn(ada, FRESH)).status).toBe(200);
  expectProblem(await account(server, "password/reset", { token, password: FRESH }), 410, "code_expired");
  const { text } = await server.mailbox.next(ada.email, { subject: /password was changed/ });
  expect(text).toContain("all other sessions were logged out");
  expect(await events("user.password_changed", await idOf(ada))).toHaveLength(1);
});

test("a wrong current password changes nothing, and guesses are counted", async () => {
  const ada = await newDeveloper(server);
  const guess = () =>
    as(ada).send("POST", "/me/password", { current_password: "wrong password", new_password: FRESH });
  const answers = await Promise.all(Array.from({ length: 25 }, guess));
  const codes = answers.map(({ body }) => body.code);
  expect(codes.filter((code) => code === "invalid_credentials").length).toBeLessThanOrEqual(10);
  expect(new Set(codes)).toEqual(new Set(["invalid_credentials", "too_many_attempts"]));
  await clearThrottles(server);
  expect((await logIn(ada, ada.password)).status).toBe(200);
});

test.each([["password"], ["short"], [""], [null]])("%j isn't accepted as a new password", async (wanted) => {
  const ada = await newDeveloper(server);
  const body = { current_password: ada.password, new_password: wanted };
  expectProblem(await as(ada).send("POST", "/me/password", body), 422, "validation_failed");
});

test("of 10 concurrent changes of a password one wins, and its password is the account's", async () => {
  const ada = await newDeveloper(server);
  const wanted = Array.from({ length: 10 }, (_, i) => `${FRESH} ${i}`);
  const answers = await Promise.all(
    wanted.map((new_password) =>
      as(ada).send("POST", "/me/password", { current_password: ada.password, new_password }),
    ),
  );
  const won = wanted.filter((_, i) => answers[i]!.status === 200);
  expect(won).toHaveLength(1);
  await clearThrottles(server);
  expect((await logIn(ada, won[0]!)).status).toBe(200);
});

test("people log out everywhere, or everywhere else", async () => {
  const ada = await newDeveloper(server);
  const other = { ...ada, accessToken: (await logIn(ada, ada.password)).body.data.access_token };
  expect((await as(ada).send("DELETE", "/auth/sessions?except_current=true")).status).toBe(204);
  expectProblem(await as(other).get("/me"), 401, "invalid_token", "revoked");
  expect((await as(ada).send("DELETE", "/auth/sessions")).status).toBe(204);
  expectProblem(await as(ada).get("/me"), 401, "invalid_token", "revoked");
  const refreshed = await account(server, "refresh", { refresh_token: ada.refreshToken });
  expectProblem(refreshed, 401, "invalid_refresh_token", "revoked");
});

test("a session ends 90 days after the log-in, however often it is refreshed", async () => {
  const ada = await newDeveloper(server);
  const days = async (age: number) => {
    const created = Date.now() - age * 86_400_000;
    const at = server.dialect === "sqlite" ? created : new Date(created);
    await query(server, "update sessions set created_at = $1 where user_id = $2", [at, userId]);
  };
  const userId = await idOf(ada);
  await days(70);
  const { body } = await account(server, "refresh", { refresh_token: ada.refreshToken });
  const [session] = (await call(server, "GET", "/api/v1/auth/sessions", { token: body.data.access_token }))
    .body.data;
  const left = Date.parse(session.expires_at) - Date.now();
  expect(left / 86_400_000).toBeCloseTo(20, 1);
  await days(91);
  const late = await account(server, "refresh", { refresh_token: body.data.refresh_token });
  expectProblem(late, 401, "invalid_refresh_token", "expired");
});

test("the export has everything about a person and no secrets", async () => {
  const ada = await newDeveloper(server);
  const key = await newKey(server, ada);
  await as(ada).send("PATCH", "/me", { name: "Ada" });
  const { body, status } = await as(ada).get("/me/export");
  expect(status).toBe(200);
  expect(body.data).toMatchObject({
    profile: { email: ada.email, name: "Ada" },
    memberships: [{ role: "owner" }],
    sessions: [{ kind: "api" }],
    api_keys: { items: [{ id: key.id }], next_cursor: null },
  });
  const actions = body.data.audit_events.items.map(({ action }: { action: string }) => action);
  expect(actions).toEqual(expect.arrayContaining(["user.changed", "key.created"]));
  const text = JSON.stringify(body);
  for (const secret of [key.secret, ada.password, ada.refreshToken, "argon2", "hash"])
    expect(text).not.toContain(secret);
  expectProblem(await as(ada).get("/me/export?keys_cursor=x"), 400, "invalid_cursor");
  const other = await as(await newDeveloper(server)).get("/me/export");
  expect(JSON.stringify(other.body)).not.toContain(ada.email);
});

test("a person who doesn't exist can't do any of it", async () => {
  const { email } = newPerson();
  for (const [method, path] of [
    ["PATCH", "/me"],
    ["POST", "/me/password"],
    ["POST", "/me/email"],
    ["POST", "/me/delete"],
    ["GET", "/me/export"],
    ["DELETE", "/auth/sessions"],
  ] as const)
    expectProblem(
      await call(server, method, `/api/v1${path}`, { body: method === "GET" ? undefined : { email } }),
      401,
      "unauthorized",
    );
});
