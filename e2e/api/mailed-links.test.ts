import { request } from "node:http";
import { expect, inject, test } from "vitest";
import { call } from "#e2e/api/client.ts";
import { account, mailedToken, newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { clearThrottles, queuedTo } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

async function signedUp() {
  const person = newPerson();
  expect((await account(server, "signup", person)).status).toBe(202);
  return { ...person, token: await mailedToken(server, person.email) };
}

test("of 50 concurrent uses of a link one works, and the others are told that it was used", async () => {
  const { email, token } = await signedUp();
  const answers = await Promise.all(Array.from({ length: 50 }, () => account(server, "verify", { token })));
  const [won, ...others] = answers.toSorted((a, b) => a.status - b.status);
  expect(won!.body).toEqual({ data: { email, email_verified: true } });
  expect(won!.status).toBe(200);
  for (const answer of others) expectProblem(answer, 410, "code_used");
});

test("of 50 concurrent password resets with one link one succeeds", async () => {
  const { email, token } = await signedUp();
  await account(server, "verify", { token });
  await clearThrottles(server);
  await account(server, "password/forgot", { email });
  const reset = await mailedToken(server, email, /Reset your password/);
  const passwords = Array.from({ length: 50 }, (_, i) => `password of attempt ${i}`);
  const answers = await Promise.all(
    passwords.map((password) => account(server, "password/reset", { token: reset, password })),
  );
  const winner = answers.findIndex(({ status }) => status === 200);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect((await account(server, "login", { email, password: passwords[winner] })).status).toBe(200);
});

test("opening a link, as mail scanners do, does not use it up", async () => {
  const { email, token } = await signedUp();
  const [link] = (await server.mailbox.all(email))[0]!.links;
  for (const method of ["GET", "HEAD", "GET"]) {
    const { pathname, search } = new URL(link!);
    expect((await call(server, method, pathname + search)).status).toBe(200);
  }
  expect((await account(server, "verify", { token })).status).toBe(200);
});

test("links in mails use APP_URL, whatever the Host header says", async () => {
  const { email, password } = newPerson();
  const forged = {
    host: "evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    forwarded: "host=evil.example;proto=https",
    origin: "https://evil.example",
    "content-type": "application/json",
  };
  const status = await new Promise((resolve, reject) => {
    const sent = request(
      `${server.url}/api/v1/auth/signup`,
      { method: "POST", headers: forged },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    sent.on("error", reject).end(JSON.stringify({ email, password }));
  });
  expect(status).toBe(202);
  const mail = await server.mailbox.next(email);
  expect(mail.links.map((link) => new URL(link).origin)).toEqual([server.url]);
  expect(mail.text + mail.html).not.toContain("evil");
});

test("requesting the mail again invalidates the older link", async () => {
  const { email, token } = await signedUp();
  await clearThrottles(server);
  const again = await account(server, "verification", { email });
  expect(again.status).toBe(202);
  expect(again.body).toEqual({ data: { email, status: "verification_sent" } });
  const newer = await mailedToken(server, email);
  expectProblem(await account(server, "verify", { token }), 410, "code_expired");
  expect((await account(server, "verify", { token: newer })).status).toBe(200);
});

test("however often a mail is asked for, the answer is the same, and an address gets only a few", async () => {
  const { email, password } = await signedUp();
  const asked = [
    ["verification", { email }, "verification_sent"],
    ["password/forgot", { email }, "reset_sent"],
    ["signup", { email, password }, "verification_sent"],
  ] as const;
  for (const [path, body, status] of [...asked, ...asked, ...asked]) {
    const answer = await account(server, path, body);
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ data: { email, status } });
  }
  await untilAllAreSent(email);
  // 3 for sign-up and resend, and 2 for the reset: this one has no account to reset yet, so they have its link, too.
  expect(await server.mailbox.all(email)).toHaveLength(5);
});

test("20 concurrent requests for a mail send no more than one after the other", async () => {
  const { email } = await signedUp();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => account(server, "verification", { email })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(202));
  await untilAllAreSent(email);
  expect(await server.mailbox.all(email)).toHaveLength(3);
});

async function untilAllAreSent(email: string): Promise<void> {
  await expect.poll(() => queuedTo(server, email), { timeout: 10_000 }).toBe(0);
}

test("a link works for its own purpose only, and an unknown link looks expired", async () => {
  const { token } = await signedUp();
  const password = "the sea was calm that day";
  expectProblem(await account(server, "password/reset", { token, password }), 410, "code_expired");
  expectProblem(await account(server, "verify", { token: "lk_code_nothing" }), 410, "code_expired");
  expect((await account(server, "verify", { token })).status).toBe(200);
});

test("mails say that no person wrote them, so no program answers them", async () => {
  const { email } = await signedUp();
  const [mail] = await server.mailbox.all(email);
  expect(mail!.headers["auto-submitted"]).toBe("auto-generated");
});
