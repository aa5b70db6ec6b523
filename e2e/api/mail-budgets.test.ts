import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { cookiesOf, logIn } from "#e2e/api/browser-login.ts";
import { type Answer, call, newDeveloper } from "#e2e/api/client.ts";
import { account, newPerson, randomAddress } from "#e2e/api/people.ts";
import { query } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const { dialect } = inject("server");
let server: OwnServer;

beforeAll(async () => {
  const env = { TRUSTED_PROXIES: "127.0.0.1" };
  server = await startTestServer({
    dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    env,
    waitForPages: true,
  });
});

afterAll(() => server?.end());

const count = async (table: "mails" | "sign_ups") =>
  Number((await query(server, `select count(*) as n from ${table}`))[0]!.n);

const untilAllAreSent = () => expect.poll(() => count("mails"), { timeout: 20_000 }).toBe(0);

const about = async (email: string, subject: RegExp) =>
  (await server.mailbox.all(email)).filter((mail) => subject.test(mail.subject)).length;

/** An answer without what every request has of its own. */
function shape({ status, headers, body }: Answer, email: string) {
  const { "request-id": _id, date: _date, "set-cookie": cookie, ...rest } = Object.fromEntries(headers);
  return {
    status,
    headers: rest,
    cookie: cookie?.replace(/=[^;]+/, "="),
    text: JSON.stringify(body).replaceAll(email, "the address"),
  };
}

test("150 sign-ups from one network send 20 mails, all get the same answer, and an honest one gets its mail", async () => {
  const ip = randomAddress();
  const before = await count("sign_ups");
  const people = Array.from({ length: 150 }, newPerson);
  const answers: unknown[] = [];
  for (let i = 0; i < people.length; i += 10) {
    const group = people.slice(i, i + 10);
    const sent = await Promise.all(group.map((person) => account(server, "signup", person, ip)));
    answers.push(...sent.map((answer, index) => shape(answer, group[index]!.email)));
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]).toMatchObject({ status: 202 });
  const honest = newPerson();
  await account(server, "signup", honest);
  await server.mailbox.next(honest.email);
  await untilAllAreSent();
  const mails = await Promise.all(people.map(({ email }) => server.mailbox.all(email)));
  expect(mails.flat()).toHaveLength(20);
  // 20 with their mails, 100 that can be sent later, and the honest one.
  expect((await count("sign_ups")) - before).toBe(121);
});

test("strangers cannot use up the resets of a browser that has logged in before", async () => {
  const ada = await newDeveloper(server);
  const home = randomAddress();
  const device = cookiesOf((await logIn(server, ada, { ip: home })).headers).find((pair) =>
    pair.startsWith("latchkey-device="),
  )!;
  const { email } = ada;
  for (let i = 0; i < 4; i += 1) await account(server, "password/forgot", { email });
  await untilAllAreSent();
  expect(await about(email, /Reset your password/)).toBe(2);
  for (let i = 0; i < 4; i += 1) {
    const headers = { "x-forwarded-for": home };
    const path = "/api/v1/auth/password/forgot";
    expect((await call(server, "POST", path, { body: { email }, cookie: device, headers })).status).toBe(202);
  }
  await untilAllAreSent();
  expect(await about(email, /Reset your password/)).toBe(4);
});

test("one network can cause one of an address's resets", async () => {
  const { email } = await newDeveloper(server);
  const ip = randomAddress();
  await Promise.all(Array.from({ length: 10 }, () => account(server, "password/forgot", { email }, ip)));
  await untilAllAreSent();
  expect(await about(email, /Reset your password/)).toBe(1);
  await account(server, "password/forgot", { email });
  await untilAllAreSent();
  expect(await about(email, /Reset your password/)).toBe(2);
});

test("the owner of an account is told once a day that someone signs up with their address", async () => {
  const { email } = await newDeveloper(server);
  for (let i = 0; i < 2; i += 1)
    expect((await account(server, "signup", { ...newPerson(), email })).status).toBe(202);
  await untilAllAreSent();
  expect(await about(email, /already have an account/)).toBe(1);
});
