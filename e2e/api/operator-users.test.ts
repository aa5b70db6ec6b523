import { beforeAll, expect, inject, test } from "vitest";
import { cookiesOf, logIn, sessionCookie } from "#e2e/api/browser-login.ts";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { askGate } from "#e2e/api/gate-client.ts";
import { auditOf, newOperator, operate, userIdOf } from "#e2e/api/operators.ts";
import { account, mailedToken, newPerson, type Person, randomAddress } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { clearThrottles, query } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";
import { trials } from "#e2e/trials.ts";

const server = connectTo(inject("server"));
const FRESH = "the sea was calm that day";

let operator: Developer;
beforeAll(async () => {
  operator = await newOperator(server);
});

const operators = (method: string, path: string, body?: unknown) =>
  operate(server, operator, method, path, body);
const change = (id: string, body: object) => operators("PATCH", `users/${id}`, body);
const logInApi = ({ email, password }: Person) => account(server, "login", { email, password });
const me = (request: object) => call(server, "GET", "/api/v1/me", request);

/** The browser's log-in: "ok", or the error that its page gets. */
async function logInBrowser(person: Person): Promise<string> {
  const { status, body } = await logIn(server, person, { ip: randomAddress() });
  return status === 200 ? "ok" : new URL(body.url).searchParams.get("error")!;
}

test("operators find users by email, name and ID, and by status", async () => {
  const ada = await newDeveloper(server, { name: `100%_Ada ${newPerson().password.slice(0, 6)}` });
  const id = await userIdOf(server, ada);
  const find = async (query: string) => {
    const answer = await operators("GET", `users?${query}`);
    expect(answer.status).toBe(200);
    return answer.body.data.map((user: { email: string }) => user.email);
  };
  const [row] = await query(server, "select name from users where id = $1", [id]);
  for (const q of [ada.email, ada.email.slice(4, 14).toUpperCase(), id, String(row!.name)])
    expect(await find(`q=${encodeURIComponent(q)}`)).toEqual([ada.email]);
  expect(await find("q=no%25such")).toEqual([]);
  expect(await find("q=%25%25")).toEqual([]);
  expect(await find(`q=${ada.email}&status=active`)).toEqual([ada.email]);
  expect(await find(`q=${ada.email}&status=suspended`)).toEqual([]);
  await change(id, { suspended: true });
  expect(await find(`q=${ada.email}&status=suspended`)).toEqual([ada.email]);
  expect(await find(`q=${ada.email}&status=active`)).toEqual([]);
});

test("the list of users has pages, without gaps and repetitions", async () => {
  const people = await Promise.all(Array.from({ length: 3 }, () => newDeveloper(server)));
  const seen: string[] = [];
  let cursor: string | null = "";
  for (let i = 0; i < 500 && cursor !== null; i += 1) {
    const next: string = cursor ? `&cursor=${cursor}` : "";
    const page = await operators("GET", `users?limit=7${next}`);
    seen.push(...page.body.data.map((user: { email: string }) => user.email));
    cursor = page.body.meta.next_cursor;
  }
  expect(new Set(seen).size).toBe(seen.length);
  for (const { email } of people) expect(seen).toContain(email);
});

test("operators see a user's workspaces, roles, sessions and last login", async () => {
  const ada = await newDeveloper(server);
  await logInApi(ada);
  const user = await operators("GET", `users/${await userIdOf(server, ada)}`);
  expect(user.body.data).toMatchObject({
    email: ada.email,
    status: "active",
    operator: false,
    operator_by: null,
    email_verified: true,
    workspaces: [{ name: "Test Developer's workspace", role: "owner", suspended: false }],
    sessions: 2,
    last_login_at: expect.any(String),
  });
  expect(JSON.stringify(user.body)).not.toMatch(/argon2|hash/i);
});

test("a created user sets a password with the emailed link, which works once, and nothing else lets them in", async () => {
  const { email, password } = newPerson();
  const created = await operators("POST", "users", { email, name: "Ada" });
  expect(created.status).toBe(201);
  expect(created.body.data).toMatchObject({ email, name: "Ada", email_verified: false, status: "active" });
  expect(JSON.stringify(created.body)).not.toMatch(/lk_code_|argon2/);
  expectProblem(await logInApi({ email, password }), 401, "invalid_credentials");

  const token = await mailedToken(server, email, /account/);
  const page = (await call(server, "GET", `/set-password?token=${token}`)).body as string;
  expect(page).toContain(email);
  expectProblem(
    await account(server, "password/set", { token, password: "short" }),
    422,
    "validation_failed",
  );
  expectProblem(await account(server, "password/reset", { token, password: FRESH }), 410, "code_expired");
  const uses = await Promise.all(
    Array.from({ length: 10 }, () => account(server, "password/set", { token, password: FRESH })),
  );
  const statuses = uses.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, ...Array(9).fill(410)]);
  expect((await logInApi({ email, password: FRESH })).status).toBe(200);
  const { id } = created.body.data;
  expect((await operators("GET", `users/${id}`)).body.data.email_verified).toBe(true);
  expect(await auditOf(server, id)).toEqual(
    expect.arrayContaining(["user.created by operator", "user.password_changed by user"]),
  );
});

test("a log-in to an account without a password takes as long as others", async () => {
  const created = newPerson();
  await operators("POST", "users", { email: created.email });
  const timeOf = async (person: Person) => {
    await clearThrottles(server);
    const start = performance.now();
    expectProblem(await logInApi(person), 401, "invalid_credentials");
    return performance.now() - start;
  };
  const unknown = newPerson();
  let [withoutPassword, ofNobody] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const ratio = () => withoutPassword / ofNobody;
  // In turns, and the fastest of each, because other work makes some slower. What is never as fast, or as slow, stays so.
  for (let i = 0; i < trials(40) && (i < 7 || ratio() < 0.5 || ratio() > 2); i += 1) {
    withoutPassword = Math.min(withoutPassword, await timeOf(created));
    ofNobody = Math.min(ofNobody, await timeOf(unknown));
  }
  expect(ratio()).toBeGreaterThan(0.5);
  expect(ratio()).toBeLessThan(2);
});

test("creating a user ends pending sign-ups with the address, and an existing account is a conflict", async () => {
  const stranger = newPerson();
  await account(server, "signup", stranger);
  const token = await mailedToken(server, stranger.email, /Verify/);
  expect((await operators("POST", "users", { email: stranger.email })).status).toBe(201);
  expectProblem(await account(server, "verify", { token }), 410, "code_expired");
  expectProblem(await logInApi(stranger), 401, "invalid_credentials");
  const again = await operators("POST", "users", { email: stranger.email.toUpperCase() });
  expectProblem(again, 409, "conflict", "account_exists");
});

test("a reset link for a created account works, and ends the first email's link", async () => {
  const { email } = newPerson();
  await operators("POST", "users", { email });
  const first = await mailedToken(server, email, /account/);
  await account(server, "password/forgot", { email });
  const token = await mailedToken(server, email, /Reset/);
  expect((await account(server, "password/reset", { token, password: FRESH })).status).toBe(200);
  const late = await account(server, "password/set", { token: first, password: "another long password" });
  expectProblem(late, 410, "code_expired");
  expect((await logInApi({ email, password: FRESH })).status).toBe(200);
});

test("suspending ends every session with this answer, keeps keys, and log-ins say so only after the right password", async () => {
  const ada = await newDeveloper(server);
  const cookie = await sessionCookie(server, ada);
  const { secret } = await newKey(server, ada);
  const id = await userIdOf(server, ada);
  const suspended = await change(id, { suspended: true });
  expect(suspended.status).toBe(200);
  expect(suspended.body.data).toMatchObject({ status: "suspended", sessions: 0, suspended_workspaces: [] });

  expectProblem(await me({ token: ada.accessToken }), 401, "invalid_token", "revoked");
  expectProblem(await me({ cookie }), 401, "unauthorized");
  const refreshed = await account(server, "refresh", { refresh_token: ada.refreshToken });
  expectProblem(refreshed, 401, "invalid_refresh_token", "revoked");
  expect((await me({ key: secret })).status).toBe(200);
  expect((await askGate(server, { key: secret })).status).toBe(200);

  expectProblem(await logInApi(ada), 403, "forbidden", "user_suspended");
  expect(await logInBrowser(ada)).toBe("user_suspended");
  const wrong = { email: ada.email, password: "certainly not that one" };
  expectProblem(await logInApi(wrong), 401, "invalid_credentials");
  expect(await logInBrowser(wrong)).toBe("invalid_credentials");

  expect((await change(id, { suspended: false })).body.data.status).toBe("active");
  expect((await logInApi(ada)).status).toBe(200);
  const actions = (await auditOf(server, id)).filter((action) => action.endsWith("by operator"));
  expect(actions).toEqual(["user.suspended by operator", "user.resumed by operator"]);
});

test("a suspended user's password reset gives no session and is answered like any other", async () => {
  const [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  await change(await userIdOf(server, ada), { suspended: true });
  const answers = [];
  for (const { email } of [ada, bob]) {
    await clearThrottles(server);
    const { status, body } = await account(server, "password/forgot", { email });
    answers.push({ status, text: JSON.stringify(body).replaceAll(email, "") });
  }
  expect(answers[1]).toEqual(answers[0]);
  const token = await mailedToken(server, ada.email, /Reset/);
  const reset = await account(server, "password/reset", { token, password: FRESH });
  expect(reset.status).toBe(200);
  expect(cookiesOf(reset.headers)).toEqual([]);
  expectProblem(await logInApi({ ...ada, password: FRESH }), 403, "forbidden", "user_suspended");
});

test("log-ins and refreshes in flight don't survive a suspension", async () => {
  for (let i = 0; i < trials(5); i += 1) {
    const ada = await newDeveloper(server);
    const id = await userIdOf(server, ada);
    await clearThrottles(server);
    const inFlight = [
      ...Array.from({ length: 6 }, () => logInApi(ada)),
      account(server, "refresh", { refresh_token: ada.refreshToken }),
    ];
    // Somewhere among the hashes, one of which takes some 30 ms.
    await new Promise((resolve) => setTimeout(resolve, 15 * i));
    expect((await change(id, { suspended: true })).status).toBe(200);
    for (const { status, body } of await Promise.all(inFlight)) {
      expect([200, 401, 403]).toContain(status);
      if (status !== 200) continue;
      const { access_token: token, refresh_token } = body.data;
      expectProblem(await me({ token }), 401, "invalid_token", "revoked");
      const again = await account(server, "refresh", { refresh_token });
      expectProblem(again, 401, "invalid_refresh_token", "revoked");
    }
  }
}, 60_000);

test("suspend_workspaces also suspends the workspaces that the user alone owns, and lists them", async () => {
  const [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  const [hers, shared] = [await newKey(server, ada), await newKey(server, bob)];
  const id = await userIdOf(server, ada);
  const workspaceOf = async (owner: Developer) =>
    (await me({ token: owner.accessToken })).body.data.workspace as { id: string; name: string };
  const [own, bobs] = [await workspaceOf(ada), await workspaceOf(bob)];
  await query(
    server,
    "insert into members (workspace_id, user_id, role, created_at) select $1, id, 'owner', created_at from users where id = $2",
    [bobs.id, id],
  );
  const answer = await change(id, { suspended: true, suspend_workspaces: true });
  expect(answer.body.data.suspended_workspaces).toEqual([{ id: own.id, name: own.name }]);
  expectProblem(await me({ key: hers.secret }), 403, "forbidden", "workspace_suspended");
  expectProblem(await askGate(server, { key: hers.secret }), 403, "forbidden", "workspace_suspended");
  expect((await me({ key: shared.secret })).status).toBe(200);
  expect(await auditOf(server, own.id)).toContain("workspace.suspended by operator");
  const again = await change(id, { suspended: true, suspend_workspaces: true });
  expect(again.body.data.suspended_workspaces).toEqual([]);
});

test("operators log a user out everywhere, and the user can log in again", async () => {
  const ada = await newDeveloper(server);
  const id = await userIdOf(server, ada);
  const own = await call(server, "GET", "/api/v1/auth/sessions", { token: ada.accessToken });
  expect((await operators("DELETE", `users/${id}/sessions`)).status).toBe(204);
  expectProblem(await me({ token: ada.accessToken }), 401, "invalid_token", "revoked");
  expect((await logInApi(ada)).status).toBe(200);
  expect(await auditOf(server, own.body.data[0].id)).toContain("session.ended by operator");
});

test("an operator makes others operators, but can't suspend themselves or take away their own flag", async () => {
  const other = await newDeveloper(server);
  const [own, id] = [await userIdOf(server, operator), await userIdOf(server, other)];
  expectProblem(await operate(server, other, "GET", "users"), 404, "not_found");
  const granted = await change(id, { operator: true });
  expect(granted.body.data).toMatchObject({ operator: true, operator_by: "flag" });
  expect((await operate(server, other, "GET", "users")).status).toBe(200);
  for (const body of [{ operator: false }, { suspended: true }])
    expectProblem(await change(own, body), 403, "forbidden", "own_account");
  expect((await change(id, { operator: false })).body.data.operator).toBe(false);
  expectProblem(await operate(server, other, "GET", "users"), 404, "not_found");
  const actions = (await auditOf(server, id)).filter((action) => action.startsWith("operator."));
  expect(actions).toEqual(["operator.granted by operator", "operator.withdrawn by operator"]);
});

test("two operators can't take the flag away from each other at the same time", async () => {
  for (let i = 0; i < trials(5); i += 1) {
    const pair = [await newOperator(server), await newOperator(server)] as const;
    const ids = [await userIdOf(server, pair[0]), await userIdOf(server, pair[1])];
    const answers = await Promise.all([
      operate(server, pair[0], "PATCH", `users/${ids[1]}`, { operator: false }),
      operate(server, pair[1], "PATCH", `users/${ids[0]}`, { operator: false }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  }
}, 60_000);

test.each([
  ["PATCH", { suspended: "yes" }, "/suspended"],
  ["PATCH", { approved: false }, "/approved"],
  ["PATCH", { operator: null }, "/operator"],
  ["PATCH", { suspend_workspaces: true }, "/suspend_workspaces"],
  ["PATCH", { suspended: false, suspend_workspaces: true }, "/suspend_workspaces"],
  ["PATCH", { password: "a long password" }, "/password", "unknown_field"],
  ["PATCH", { email: "new@example.test" }, "/email", "unknown_field"],
  ["POST", {}, "/email"],
  ["POST", { email: "nobody" }, "/email"],
  ["POST", { email: "a@example.test\r\nBcc: b@example.test" }, "/email"],
  ["POST", { email: "a@example.test", operator: true }, "/operator", "unknown_field"],
  ["POST", { email: "a@example.test", password: "a long password" }, "/password", "unknown_field"],
  ["POST", { email: "a@example.test", name: "x".repeat(101) }, "/name"],
  ["POST", { email: "a@example.test", name: "a\u0000b" }, "/name"],
])("%s users with %j gets 422", async (method, body, pointer, code = "validation_failed") => {
  const path = method === "POST" ? "users" : `users/${await userIdOf(server, operator)}`;
  const refused = await operators(method, path, body);
  expectProblem(refused, 422, code);
  expect(refused.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
});

test.each(["status=deleted", "limit=0", "cursor=nonsense", "q=%00", `q=${"x".repeat(255)}`, "unknown=1"])(
  "the list of users with ?%s gets 400",
  async (search) => {
    const refused = await operators("GET", `users?${search}`);
    expect(refused.status).toBe(400);
  },
);

test("unknown users get 404", async () => {
  const unknown = `usr_${"0".repeat(25)}`;
  for (const id of [unknown, "usr_1", "%25"]) {
    expectProblem(await operators("GET", `users/${id}`), 404, "not_found");
    expectProblem(await change(id, { suspended: true }), 404, "not_found");
    expectProblem(await operators("DELETE", `users/${id}/sessions`), 404, "not_found");
  }
});
