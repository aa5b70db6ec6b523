import { request } from "node:http";
import { expect, inject, test } from "vitest";
import { call } from "#e2e/api/client.ts";
import { account, mailedToken, somebody } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { endCoolDowns } from "#e2e/api/store.ts";
import { placeAt } from "#e2e/world.ts";

const world = placeAt(inject("world"));

async function signedUp() {
  const person = somebody();
  expect((await account(world, "signup", person)).status).toBe(202);
  return { ...person, token: await mailedToken(world, person.email) };
}

test("fifty uses of one link at once: one works, forty-nine are told that it was used", async () => {
  const { email, token } = await signedUp();
  const answers = await Promise.all(Array.from({ length: 50 }, () => account(world, "verify", { token })));
  const [won, ...others] = answers.toSorted((a, b) => a.status - b.status);
  expect(won!.body).toEqual({ data: { email, email_verified: true } });
  expect(won!.status).toBe(200);
  for (const answer of others) expectProblem(answer, 410, "code_used");
});

test("fifty new passwords with one link at once: one is set", async () => {
  const { email, token } = await signedUp();
  await account(world, "verify", { token });
  await endCoolDowns(world);
  await account(world, "password/forgot", { email });
  const reset = await mailedToken(world, email, /new password/);
  const passwords = Array.from({ length: 50 }, (_, i) => `password of attempt ${i}`);
  const answers = await Promise.all(
    passwords.map((password) => account(world, "password/reset", { token: reset, password })),
  );
  const winner = answers.findIndex(({ status }) => status === 200);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect((await account(world, "login", { email, password: passwords[winner] })).status).toBe(200);
});

test("opening the link, as a mail scanner does, uses nothing up", async () => {
  const { email, token } = await signedUp();
  const [link] = (await world.mailbox.all(email))[0]!.links;
  for (const method of ["GET", "HEAD", "GET"]) {
    const { pathname, search } = new URL(link!);
    expect((await call(world, method, pathname + search)).status).toBe(200);
  }
  expect((await account(world, "verify", { token })).status).toBe(200);
});

test("a forged Host never reaches the mail: its link has the host of APP_URL", async () => {
  const { email, password } = somebody();
  const forged = {
    host: "evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    forwarded: "host=evil.example;proto=https",
    origin: "https://evil.example",
    "content-type": "application/json",
  };
  const status = await new Promise((resolve, reject) => {
    const sent = request(`${world.url}/api/v1/auth/signup`, { method: "POST", headers: forged }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on("error", reject).end(JSON.stringify({ email, password }));
  });
  expect(status).toBe(202);
  const mail = await world.mailbox.next(email);
  expect(mail.links.map((link) => new URL(link).origin)).toEqual([world.url]);
  expect(mail.text + mail.html).not.toContain("evil");
});

test("asking for the mail again kills the older link", async () => {
  const { email, token } = await signedUp();
  await endCoolDowns(world);
  const again = await account(world, "verification", { email });
  expect(again.status).toBe(202);
  expect(again.body).toEqual({ data: { email, status: "verification_sent" } });
  const newer = await mailedToken(world, email);
  expectProblem(await account(world, "verify", { token }), 410, "code_expired");
  expect((await account(world, "verify", { token: newer })).status).toBe(200);
});

test("between two mails of a kind to one address lies a cool-down that Retry-After tells", async () => {
  const { email, password } = await signedUp();
  expect((await account(world, "password/forgot", { email })).status).toBe(202);
  for (const [path, body] of [
    ["verification", { email }],
    ["password/forgot", { email }],
    ["signup", { email, password }],
  ] as const) {
    const refused = await account(world, path, body);
    expectProblem(refused, 429, "too_many_attempts");
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  }
});

test("twenty requests for a mail at once send one", async () => {
  const { email } = await signedUp();
  await endCoolDowns(world);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => account(world, "verification", { email })),
  );
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  await mailedToken(world, email);
  expect(await world.mailbox.all(email)).toHaveLength(2);
});

test("a link is for one purpose, and an unknown one says no more than that it is no longer valid", async () => {
  const { token } = await signedUp();
  const password = "the sea was calm that day";
  expectProblem(await account(world, "password/reset", { token, password }), 410, "code_expired");
  expectProblem(await account(world, "verify", { token: "lk_code_nothing" }), 410, "code_expired");
  expect((await account(world, "verify", { token })).status).toBe(200);
});
