import { expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { account, mailedToken, newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { clearThrottles, query } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const CONFIRM = /Confirm your new email/;

const request = ({ accessToken: token, password }: Developer, new_email: string, sent = password) =>
  call(server, "POST", "/api/v1/me/email", { token, body: { new_email, password: sent } });
const confirm = (token: string) => call(server, "POST", "/api/v1/me/email/confirm", { body: { token } });
const meOf = async ({ accessToken: token }: Developer) =>
  (await call(server, "GET", "/api/v1/me", { token })).body.data;
const emailOf = async (developer: Developer) => (await meOf(developer)).actor.email;

async function requested(developer: Developer, email: string): Promise<string> {
  const answer = await request(developer, email);
  expect(answer.status).toBe(202);
  expect(answer.body.data).toEqual({ new_email: email, status: "confirmation_sent" });
  return mailedToken(server, email, CONFIRM);
}

test("the link changes the email, sessions go on, both addresses are notified, the old one is free", async () => {
  const ada = await newDeveloper(server);
  const { email } = newPerson();
  // A stranger's sign-up with the new address must not survive.
  await account(server, "signup", { email, password: "a stranger's password" });
  const stranger = await mailedToken(server, email, /Verify/);
  await account(server, "password/forgot", { email: ada.email });
  const reset = await mailedToken(server, ada.email, /Reset/);
  const token = await requested(ada, email);
  const notice = await server.mailbox.next(ada.email, { subject: /new email was requested/ });
  expect(notice.text).toContain(email);
  expect(notice.text).not.toContain(token);
  expect(await emailOf(ada)).toBe(ada.email);
  expect((await meOf(ada)).pending_email).toEqual({ email, expires_at: expect.any(String) });
  // A mail scanner opens it.
  expect((await call(server, "GET", `/confirm-email?token=${token}`)).status).toBe(200);

  expect((await confirm(token)).body).toEqual({ data: { email, status: "email_changed" } });
  expect(await emailOf(ada)).toBe(email);
  expect((await meOf(ada)).pending_email).toBeNull();
  for (const to of [email, ada.email])
    expect((await server.mailbox.next(to, { subject: /was changed/ })).text).toContain(email);
  expectProblem(await confirm(token), 410, "code_used");
  expectProblem(await account(server, "verify", { token: stranger }), 410, "code_expired");
  const takeOver = { token: reset, password: "the sea was calm that day" };
  expectProblem(await account(server, "password/reset", takeOver), 410, "code_expired");
  const login = { password: ada.password };
  expect((await account(server, "login", { ...login, email })).status).toBe(200);
  expectProblem(await account(server, "login", { ...login, email: ada.email }), 401, "invalid_credentials");
  await clearThrottles(server);
  await account(server, "signup", { ...login, email: ada.email });
  const again = await mailedToken(server, ada.email, /Verify/);
  expect((await account(server, "verify", { token: again })).status).toBe(200);
});

test("a taken address gets the same answer, and only its owner learns it", async () => {
  const [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  const taken = await request(ada, bob.email);
  const free = await request(ada, newPerson().email);
  expect([taken.status, Object.keys(taken.body.data)]).toEqual([free.status, Object.keys(free.body.data)]);
  await request(ada, bob.email);
  const { links } = await server.mailbox.next(bob.email, { subject: /already has an account/ });
  expect(links.join()).not.toContain("token");
});

test("a newer request replaces the link of an older one", async () => {
  const ada = await newDeveloper(server);
  const [first, second] = [newPerson().email, newPerson().email];
  const old = await requested(ada, first);
  const token = await requested(ada, second);
  expectProblem(await confirm(old), 410, "code_expired");
  expect((await confirm(token)).status).toBe(200);
  expect(await emailOf(ada)).toBe(second);
});

test("an address that somebody took in the meantime isn't given away", async () => {
  const ada = await newDeveloper(server);
  const { email, password } = newPerson();
  const token = await requested(ada, email);
  await account(server, "signup", { email, password });
  const verification = await mailedToken(server, email, /Verify/);
  expect((await account(server, "verify", { token: verification })).status).toBe(200);
  expectProblem(await confirm(token), 410, "code_expired");
  expect(await emailOf(ada)).toBe(ada.email);
});

test("50 concurrent uses of a link give one success", async () => {
  const ada = await newDeveloper(server);
  const token = await requested(ada, newPerson().email);
  const answers = await Promise.all(Array.from({ length: 50 }, () => confirm(token)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 410)).toHaveLength(49);
});

test("of six people who confirm the same address one gets it", async () => {
  const { email } = newPerson();
  const people = await Promise.all(Array.from({ length: 6 }, () => newDeveloper(server)));
  const tokens = [];
  for (const person of people) {
    await clearThrottles(server);
    tokens.push(await requested(person, email));
  }
  const answers = await Promise.all(tokens.map(confirm));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410, 410, 410]);
  const owners = await query(server, "select id from users where email = $1", [email]);
  expect(owners).toHaveLength(1);
});

test("a new password ends the request", async () => {
  const ada = await newDeveloper(server);
  const token = await requested(ada, newPerson().email);
  const body = { current_password: ada.password, new_password: "the sea was calm that day" };
  const changed = await call(server, "POST", "/api/v1/me/password", { token: ada.accessToken, body });
  expect(changed.status).toBe(200);
  expectProblem(await confirm(token), 410, "code_expired");
});

test("a wrong password, the own address and bad input change nothing", async () => {
  const ada = await newDeveloper(server);
  const { email } = newPerson();
  expectProblem(await request(ada, email, "a wrong password"), 401, "invalid_credentials");
  expectProblem(await request(ada, ada.email), 422, "validation_failed");
  expectProblem(await request(ada, ada.email.toUpperCase()), 422, "validation_failed");
  for (const bad of ["", "x", `${"a".repeat(250)}@example.test`, "a@example.test\nbcc: b@c.test"])
    expectProblem(await request(ada, bad), 422, "validation_failed");
  expectProblem(await confirm("lk_code_unknown"), 410, "code_expired");
  expectProblem(await confirm(""), 422, "validation_failed");
  expect(await server.mailbox.all(email)).toEqual([]);
});

test("an address gets 3 emails a day however many people cause them, and the answer stays the same", async () => {
  const { email } = newPerson();
  for (let i = 0; i < 4; i += 1) expect((await request(await newDeveloper(server), email)).status).toBe(202);
  const last = await newDeveloper(server);
  await requested(last, newPerson().email);
  expect(await server.mailbox.all(email)).toHaveLength(3);
});

test("a person causes 20 emails an hour in a workspace", async () => {
  const ada = await newDeveloper(server);
  const addresses = Array.from({ length: 22 }, () => newPerson().email);
  for (const email of addresses) expect((await request(ada, email)).status).toBe(202);
  // The last one within the budget is the one that waits.
  expect((await confirm(await mailedToken(server, addresses[19]!, CONFIRM))).status).toBe(200);
  expect(await server.mailbox.all(addresses[21]!)).toEqual([]);
});
