import { expect, inject, test } from "vitest";
import { cookiesOf } from "#e2e/api/browser-login.ts";
import { type Answer, call } from "#e2e/api/client.ts";
import { account, mailedToken, newPerson, randomAddress } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { clearThrottles, query } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const STRANGERS = "the stranger's own password";
const FRESH = "the sea was calm that day";

const logIn = (email: string, password: string) => account(server, "login", { email, password });
const verify = (body: object, ip?: string) => account(server, "verify", body, ip);

const withCookie = (path: string, body: object, cookie: string) =>
  call(server, "POST", `/api/v1/auth/${path}`, {
    body,
    cookie,
    headers: { "x-forwarded-for": randomAddress() },
  });

/** Signs up after any cool-down. Returns the cookie and the token in the mail. */
async function signUp(email: string, password: string) {
  await clearThrottles(server);
  const answer = await account(server, "signup", { email, password });
  expect(answer.status).toBe(202);
  return { cookie: cookiesOf(answer.headers)[0]!, token: await mailedToken(server, email) };
}

async function expectOnlyOwner(email: string, password: string) {
  expect((await logIn(email, password)).status).toBe(200);
  await clearThrottles(server);
  expectProblem(await logIn(email, STRANGERS), 401, "invalid_credentials");
}

test("a stranger who signs up after the owner changes nothing: the owner's link gives the owner's password", async () => {
  const { email, password } = newPerson();
  const owner = await signUp(email, password);
  const stranger = await signUp(email, STRANGERS);
  expect((await verify({ token: owner.token })).status).toBe(200);
  await expectOnlyOwner(email, password);
  expectProblem(await verify({ token: stranger.token }), 410, "code_expired");
});

test("a stranger who signs up before the owner changes nothing", async () => {
  const { email, password } = newPerson();
  const stranger = await signUp(email, STRANGERS);
  const owner = await signUp(email, password);
  expect((await verify({ token: owner.token })).status).toBe(200);
  await expectOnlyOwner(email, password);
  expectProblem(await verify({ token: stranger.token, password: STRANGERS }), 410, "code_expired");
});

test("a stranger who signs up between the owner's sign-up and a repeated mail changes nothing", async () => {
  const { email, password } = newPerson();
  const owner = await signUp(email, password);
  const stranger = await signUp(email, STRANGERS);
  await clearThrottles(server);
  expect((await withCookie("verification", { email }, owner.cookie)).status).toBe(202);
  const again = await mailedToken(server, email);
  expectProblem(await verify({ token: owner.token }), 410, "code_expired");
  expect((await verify({ token: again })).status).toBe(200);
  await expectOnlyOwner(email, password);
  expectProblem(await verify({ token: stranger.token }), 410, "code_expired");
});

test("the owner who opens a stranger's link can't confirm it by password, but can set a new one", async () => {
  const { email, password } = newPerson();
  await signUp(email, password);
  const { token } = await signUp(email, STRANGERS);
  expectProblem(await verify({ token, password }), 401, "invalid_credentials");
  const verified = await verify({ token, new_password: FRESH });
  expect(verified.status).toBe(200);
  expect(verified.body).toEqual({ data: { email, email_verified: true } });
  await expectOnlyOwner(email, FRESH);
  expectProblem(await logIn(email, password), 401, "invalid_credentials");
});

test("the right password confirms a link, and a wrong one leaves it as it was", async () => {
  const { email, password } = newPerson();
  const { token } = await signUp(email, password);
  expectProblem(await verify({ token, password: "certainly not that one" }), 401, "invalid_credentials");
  expectProblem(await logIn(email, password), 403, "email_not_verified");
  expect((await verify({ token, password })).status).toBe(200);
  expect((await logIn(email, password)).status).toBe(200);
});

test("wrong passwords at a link count as failed logins, and the link survives them", async () => {
  const { email, password } = newPerson();
  const { token } = await signUp(email, password);
  const ip = "198.51.100.31";
  for (let i = 0; i < 10; i += 1)
    expectProblem(await verify({ token, password: `guess ${i}` }, ip), 401, "invalid_credentials");
  const delayed = await verify({ token, password }, ip);
  expectProblem(delayed, 429, "too_many_attempts");
  expect(Number(delayed.headers.get("retry-after"))).toBeGreaterThan(0);
  expectProblem(await account(server, "login", { email, password }, ip), 429, "too_many_attempts");
  expect((await verify({ token, password })).status).toBe(200);
});

test("a bad new password is refused with its pointer, and the link still works", async () => {
  const { email, password } = newPerson();
  const { token } = await signUp(email, password);
  for (const [body, code] of [
    [{ new_password: "short" }, "too_small"],
    [{ new_password: "password123" }, "common_password"],
    [{ new_password: email }, "common_password"],
    [{ password, new_password: FRESH }, "invalid"],
  ] as const) {
    const refused = await verify({ token, ...body });
    expectProblem(refused, 422, "validation_failed");
    expect(refused.body.errors).toEqual([{ pointer: "/new_password", code, detail: expect.any(String) }]);
  }
  expect((await verify({ token })).status).toBe(200);
});

test("of 50 concurrent uses of two links of one address, exactly one works", async () => {
  const { email, password } = newPerson();
  const [one, other] = [await signUp(email, password), await signUp(email, STRANGERS)];
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => verify({ token: i % 2 ? one.token : other.token })),
  );
  const failed = answers.filter(({ status }) => status !== 200);
  expect(failed).toHaveLength(49);
  for (const answer of failed) {
    expect(answer.status).toBe(410);
    expect(["code_used", "code_expired"]).toContain(answer.body.code);
  }
  const winner = answers.findIndex(({ status }) => status === 200) % 2 ? password : STRANGERS;
  const loser = winner === password ? STRANGERS : password;
  expect((await logIn(email, winner)).status).toBe(200);
  expectProblem(await logIn(email, loser), 401, "invalid_credentials");
});

test("an address has at most 5 sign-ups, and further ones neither end one nor look different", async () => {
  const { email, password } = newPerson();
  const owner = await signUp(email, password);
  for (let i = 0; i < 4; i += 1) await signUp(email, STRANGERS);
  await clearThrottles(server);
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => account(server, "signup", { email, password: STRANGERS })),
  );
  for (const answer of answers) expectAccepted(answer, email);
  expect(await signUpsOf(email)).toBe(5);
  expect((await verify({ token: owner.token })).status).toBe(200);
  await expectOnlyOwner(email, password);
  expect(await signUpsOf(email)).toBe(0);
});

test("concurrent sign-ups of a new address are limited to 5 as well", async () => {
  const { email } = newPerson();
  await Promise.all(
    Array.from({ length: 20 }, () => account(server, "signup", { email, password: STRANGERS })),
  );
  expect(await signUpsOf(email)).toBe(5);
});

const signUpsOf = async (email: string) =>
  Number((await query(server, "select count(*) as n from sign_ups where email = $1", [email]))[0]!.n);

function expectAccepted({ status, headers, body }: Answer, email: string) {
  expect(status).toBe(202);
  expect(body).toEqual({ data: { email, status: "verification_sent" } });
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^latchkey-signup=lk_signup_[0-9A-Za-z]{43}; Path=\/; Max-Age=86400; HttpOnly; SameSite=Lax$/,
    ),
  ]);
}

test("every sign-up sets a new cookie, also for an address with an account", async () => {
  const { email, password } = newPerson();
  const first = await signUp(email, password);
  await verify({ token: first.token });
  const cookies = new Set([first.cookie]);
  for (const person of [{ email, password: STRANGERS }, newPerson(), newPerson()]) {
    const answer = await account(server, "signup", person);
    expectAccepted(answer, person.email);
    cookies.add(cookiesOf(answer.headers)[0]!);
  }
  expect(cookies.size).toBe(4);
});

test("a stranger can't silence the owner: requests before the sign-up had nothing to send, so its mail is sent at once", async () => {
  const { email, password } = newPerson();
  await clearThrottles(server);
  for (let i = 0; i < 5; i += 1) expect((await account(server, "verification", { email })).status).toBe(202);
  const answer = await account(server, "signup", { email, password });
  expectAccepted(answer, email);
  expect((await verify({ token: await mailedToken(server, email) })).status).toBe(200);
  expect((await logIn(email, password)).status).toBe(200);
});

test("a repeated mail replaces the link of its own sign-up only", async () => {
  const { email, password } = newPerson();
  const [owner, stranger] = [await signUp(email, password), await signUp(email, STRANGERS)];
  await clearThrottles(server);
  await account(server, "verification", { email });
  const newest = await mailedToken(server, email);
  expectProblem(await verify({ token: stranger.token }), 410, "code_expired");
  expectProblem(await verify({ token: newest, password }), 401, "invalid_credentials");
  expect((await verify({ token: owner.token, password })).status).toBe(200);
});

test("a cookie counts only for the sign-up and the address that it was set for", async () => {
  const [ada, bob] = [newPerson(), newPerson()];
  const { cookie } = await signUp(ada.email, ada.password);
  const ofBob = await signUp(bob.email, bob.password);
  await clearThrottles(server);
  await withCookie("verification", { email: bob.email }, cookie);
  const token = await mailedToken(server, bob.email);
  expectProblem(await verify({ token: ofBob.token }), 410, "code_expired");
  expect((await verify({ token })).body.data.email).toBe(bob.email);
});

test("login compares the newest sign-up's password while there is no account", async () => {
  const { email, password } = newPerson();
  await signUp(email, STRANGERS);
  await signUp(email, password);
  expectProblem(await logIn(email, password), 403, "email_not_verified");
  expectProblem(await logIn(email, STRANGERS), 401, "invalid_credentials");
});

test("forgot password sends the link of a sign-up while there is no account", async () => {
  const { email, password } = newPerson();
  await signUp(email, password);
  expect((await account(server, "password/forgot", { email })).status).toBe(202);
  const token = await mailedToken(server, email, /Verify your email/);
  expect((await verify({ token, new_password: FRESH })).status).toBe(200);
  expect((await logIn(email, FRESH)).status).toBe(200);
});

test("the page of a link asks for a password in a browser that didn't sign up, and uses nothing up", async () => {
  const { email, password } = newPerson();
  const { token, cookie } = await signUp(email, password);
  const { cookie: ofStranger } = await signUp(email, STRANGERS);
  const page = async (sent?: string) =>
    (await call(server, "GET", `/verify?token=${token}`, sent ? { cookie: sent } : {})).body as string;
  const asksForPassword = /<input[^>]*name="password"/;
  for (const other of [undefined, "latchkey-signup=", "latchkey-signup=lk_signup_x", ofStranger])
    expect(asksForPassword.test(await page(other)), other).toBe(true);
  const own = await page(cookie);
  expect(asksForPassword.test(own)).toBe(false);
  expect(own.includes(email)).toBe(true);
  expect((await verify({ token })).status).toBe(200);
  expect((await page(cookie)).includes("already been used")).toBe(true);
});
