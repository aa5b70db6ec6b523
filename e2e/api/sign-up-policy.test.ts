import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { logIn } from "#e2e/api/browser-login.ts";
import { type Answer, call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { auditOf, newOperator, operate, userIdOf } from "#e2e/api/operators.ts";
import { account, mailedToken, newPerson, type Person, randomAddress } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { clearThrottles, query, queuedTo } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const { dialect } = inject("server");
const BOSS = { ...newPerson(), email: "boss@example.test" };
let server: OwnServer;
let operator: Developer;

beforeAll(async () => {
  const env = { TRUSTED_PROXIES: "127.0.0.1,::1", OPERATOR_EMAIL: BOSS.email };
  const postgresqlUrl = inject("postgresqlUrl");
  server = await startTestServer({ dialect, postgresqlUrl, env, waitForPages: true });
  operator = await newOperator(server);
});

afterAll(() => server?.end());

async function set(settings: object) {
  expect((await operate(server, operator, "PATCH", "settings", settings)).status).toBe(200);
}

beforeEach(async () => {
  await set({ signup: "open", signup_domains: [] });
  await clearThrottles(server);
});

const signUp = ({ email, password }: Person) => account(server, "signup", { email, password });
const logInApi = ({ email, password }: Person) => account(server, "login", { email, password });
const page = async (path: string) => (await call(server, "GET", path)).body as string;

/** Everything of an answer that doesn't belong to its request alone. */
function visible({ status, headers, body }: Answer, { email }: { email: string }) {
  const { "request-id": requestId, date: _, ...rest } = Object.fromEntries(headers);
  const text = JSON.stringify(body).replaceAll(email, "the address").replaceAll(requestId!, "the request");
  return { status, headers: rest, text };
}

/** Signs up and verifies the address. */
async function verified(person: Person): Promise<Answer> {
  expect((await signUp(person)).status).toBe(202);
  const token = await mailedToken(server, person.email, /Verify/);
  return account(server, "verify", { token });
}

test.each(["closed", "invite"])("with the policy %s, every address gets the same refusal", async (signup) => {
  const [known, pending, unknown] = [await newDeveloper(server), newPerson(), newPerson()];
  await signUp(pending);
  await set({ signup });
  const answers = [];
  for (const person of [known, pending, unknown]) {
    const answer = await signUp(person);
    expectProblem(answer, 403, "forbidden", "signup_closed");
    answers.push(visible(answer, person));
    // The same for everyone, too.
    expectProblem(await signUp({ ...person, password: "x" }), 422, "validation_failed");
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
  expect((await logInApi(known)).status).toBe(200);
  const html = await page("/signup");
  expect(html).toContain(signup === "invite" ? "You need an invitation" : "Sign-up is closed");
  expect(html).not.toContain('name="password"');
});

test("a refused sign-up stores and sends nothing, and takes the same time for every address", async () => {
  const known = await newDeveloper(server);
  await set({ signup: "closed" });
  const times: Record<string, number[]> = { known: [], unknown: [] };
  const people = Array.from({ length: 15 }, newPerson);
  for (const person of people)
    for (const [kind, who] of [
      ["known", known],
      ["unknown", person],
    ] as const) {
      const start = performance.now();
      await signUp(who);
      times[kind]!.push(performance.now() - start);
    }
  const ratio = Math.min(...times.unknown!) / Math.min(...times.known!);
  expect(ratio).toBeGreaterThan(0.4);
  expect(ratio).toBeLessThan(2.5);
  for (const { email } of people) {
    expect(await query(server, "select id from sign_ups where email = $1", [email])).toEqual([]);
    expect(await server.mailbox.all(email)).toEqual([]);
  }
});

test("a change of the policy also applies to sign-ups that wait: their links are refused, and not used up", async () => {
  const ada = newPerson();
  await signUp(ada);
  const token = await mailedToken(server, ada.email, /Verify/);
  for (const settings of [
    { signup: "closed" },
    { signup: "invite" },
    { signup: "open", signup_domains: ["example.com"] },
  ]) {
    await set(settings);
    const refused = await account(server, "verify", { token });
    expectProblem(refused, 403, "forbidden", "signup_closed");
  }
  await clearThrottles(server);
  const again = await account(server, "verification", { email: ada.email });
  expect(again.status).toBe(202);
  await set({ signup: "open", signup_domains: [] });
  // No new link was sent meanwhile, which would have ended this one.
  expect((await account(server, "verify", { token })).status).toBe(200);
  expect((await logInApi(ada)).status).toBe(200);
});

test("only the domains in signup_domains can sign up, and others get the same answer, known or not", async () => {
  const known = await newDeveloper(server);
  await set({ signup_domains: ["example.com"] });
  const answers = [];
  for (const person of [known, newPerson()]) answers.push(visible(await signUp(person), person));
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]!.status).toBe(403);
  for (const email of ["ada@example.com.test", "ada@sub.example.com", "ada@notexample.com"])
    expectProblem(await signUp({ ...newPerson(), email }), 403, "forbidden", "signup_closed");
  const allowed = { ...newPerson(), email: `ada-${Date.now()}@EXAMPLE.com` };
  expect((await signUp(allowed)).status).toBe(202);
  expect((await logInApi(known)).status).toBe(200);
});

test("with approval, a verified account waits, an operator is told, admits it once, and its user is told", async () => {
  await set({ signup: "approval" });
  expect(await page("/signup")).toContain("New accounts are checked");
  const ada = newPerson();
  expect((await verified(ada)).body.data).toEqual({
    email: ada.email,
    email_verified: true,
    awaiting_approval: true,
  });
  expectProblem(await logInApi(ada), 403, "forbidden", "awaiting_approval");
  const browser = await logIn(server, ada, { ip: randomAddress() });
  expect(new URL(browser.body.url).searchParams.get("error")).toBe("awaiting_approval");
  const wrong = { ...ada, password: "certainly not that one" };
  expectProblem(await logInApi(wrong), 401, "invalid_credentials");
  const mail = await server.mailbox.next(operator.email, { subject: /approval/ });
  expect(mail.text).toMatch(/1 account waits/);
  expect(mail.links).toEqual([`${server.url}/operator/users?status=awaiting_approval`]);

  const id = await userIdOf(server, ada);
  const list = await operate(server, operator, "GET", "users?status=awaiting_approval");
  expect(list.body.data.map((user: { id: string }) => user.id)).toContain(id);
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => operate(server, operator, "PATCH", `users/${id}`, { approved: true })),
  );
  for (const { status, body } of answers)
    expect({ status, is: body.data.status }).toEqual({ status: 200, is: "active" });
  expect((await logInApi(ada)).status).toBe(200);
  await server.mailbox.next(ada.email, { subject: /approved/ });
  await expect.poll(() => queuedTo(server, ada.email), { timeout: 10_000 }).toBe(0);
  expect(
    (await server.mailbox.all(ada.email)).filter(({ subject }) => /approved/.test(subject)),
  ).toHaveLength(1);
  expect((await auditOf(server, id)).filter((action) => action.startsWith("user.approved"))).toEqual([
    "user.approved by operator",
  ]);
});

test("operators get one email an hour about waiting accounts, however many people sign up, and none is forgotten", async () => {
  await set({ signup: "approval" });
  const before = (await server.mailbox.all(operator.email)).length;
  const people = Array.from({ length: 4 }, newPerson);
  for (const person of people) {
    await query(server, "delete from throttles");
    expect((await verified(person)).status).toBe(200);
  }
  await server.mailbox.next(operator.email, { subject: /approval/ });
  expect((await server.mailbox.all(operator.email)).length - before).toBe(1);
  const queued = await query(
    server,
    "select m.id from mails m join users u on u.id = m.user_id where m.kind = 'approval_needed' and u.email = $1",
    [operator.email],
  );
  expect(queued).toHaveLength(1);
  await query(server, "delete from mails where kind = 'approval_needed'");
});

test("an address in OPERATOR_EMAIL needs no approval, and is an operator once it is verified", async () => {
  await set({ signup: "approval" });
  expect((await verified(BOSS)).body.data).toEqual({ email: BOSS.email, email_verified: true });
  const { body } = await logInApi(BOSS);
  const token = body.data.access_token;
  const own = await call(server, "GET", `/api/v1/operator/users?q=${BOSS.email}`, { token });
  expect(own.body.data).toMatchObject([{ operator: true, operator_by: "OPERATOR_EMAIL" }]);
});

test("an operator creates accounts whatever the policy is", async () => {
  await set({ signup: "closed", signup_domains: ["example.com"] });
  const { email, password } = newPerson();
  expect((await operate(server, operator, "POST", "users", { email })).status).toBe(201);
  const token = await mailedToken(server, email, /account/);
  expect((await account(server, "password/set", { token, password })).status).toBe(200);
  expect((await logInApi({ email, password })).status).toBe(200);
});
