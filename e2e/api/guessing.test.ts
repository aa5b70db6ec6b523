import { expect, inject, test } from "vitest";
import { cookiesOf, logIn } from "#e2e/api/browser-login.ts";
import { type Answer, call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { account, newPerson, type Person, randomAddress } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

type LogIn = (person: Person, ip: string, cookies?: string[]) => Promise<string>;

/** What both log-ins answer: "ok" or the problem's code. */
const viaApi: LogIn = async (person, ip, cookies = []) => {
  const headers = { "x-forwarded-for": ip, cookie: cookies.join("; ") };
  const { email, password } = person;
  const { status, body } = await call(server, "POST", "/api/v1/auth/login", {
    body: { email, password },
    headers,
  });
  return status === 200 ? "ok" : body.code;
};

const viaBrowser: LogIn = async (person, ip, cookies) => {
  const { status, body } = await logIn(server, person, { ip, cookies });
  // Without a CSRF token, which this network didn't get in time, nothing is checked.
  if (/[?&]csrf=true/.test(body.url)) return "unavailable";
  if (status === 200) return "ok";
  return body.url ? new URL(body.url).searchParams.get("error")!.split(":")[0]! : body.code;
};

const wrong = ({ email }: Person) => ({ email, password: "certainly not that one" });

function tally(outcomes: string[]): Record<string, number> {
  const groups = Object.entries(Object.groupBy(outcomes, (outcome) => outcome));
  return Object.fromEntries(groups.map(([outcome, of]) => [outcome, of!.length]));
}

const repeat = async (times: number, attempt: () => Promise<string>) =>
  tally(await Promise.all(Array.from({ length: times }, attempt)));

/** Guesses from so many networks that nobody unknown may try again within the hour. */
async function lockOutStrangers(person: Person): Promise<void> {
  for (let i = 0; i < 10; i += 1) {
    const ip = randomAddress();
    await repeat(10, () => viaApi(wrong(person), ip));
  }
  expect(await viaApi(person, randomAddress())).toBe("too_many_attempts");
}

const deviceCookieOf = ({ headers }: Answer) =>
  cookiesOf(headers).find((pair) => pair.startsWith("latchkey-device="))!;

test.each([
  ["the API's log-in", viaApi],
  ["the browser's log-in", viaBrowser],
])("of 200 parallel guesses at %s, 10 are checked", async (_, attempt) => {
  const ada = await newDeveloper(server);
  const ip = randomAddress();
  const outcomes = await repeat(200, () => attempt(wrong(ada), ip));
  expect(outcomes.invalid_credentials).toBe(10);
  // The browser's log-in takes no more than 72 requests of a network at once, and refuses the others.
  expect(outcomes.ok).toBeUndefined();
  expect(outcomes.too_many_attempts).toBeGreaterThan(50);
  expect(await attempt(ada, ip)).toBe("too_many_attempts");
});

test("parallel guesses at both log-ins share the 10, and so do the addresses of one IPv6 network", async () => {
  const ada = await newDeveloper(server);
  const network = `2001:db8:${Date.now().toString(16).slice(-4)}:7`;
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, i) =>
      (i % 2 ? viaApi : viaBrowser)(wrong(ada), `${network}::${(i + 1).toString(16)}`),
    ),
  );
  expect(tally(outcomes)).toEqual({ invalid_credentials: 10, too_many_attempts: 50 });
  expect(await viaApi(ada, `${network.slice(0, -1)}8::1`)).toBe("ok");
});

test("180 failures on one network do not lock out an account there that they are not about", async () => {
  const ada = await newDeveloper(server);
  const ip = randomAddress();
  for (let i = 0; i < 18; i += 1) {
    const victim = newPerson();
    expect(await repeat(10, () => viaApi(wrong(victim), ip))).toEqual({ invalid_credentials: 10 });
  }
  expect(await viaApi(ada, ip)).toBe("ok");
  expect(await viaBrowser(ada, ip)).toBe("ok");
});

test("strangers from many networks lock out neither a known device nor a known network", async () => {
  const ada: Developer = await newDeveloper(server);
  const home = randomAddress();
  const signedIn = await logIn(server, ada, { ip: home });
  const device = deviceCookieOf(signedIn);
  await lockOutStrangers(ada);
  for (const attempt of [viaApi, viaBrowser]) {
    expect(await attempt(ada, home)).toBe("ok");
    expect(await attempt(ada, randomAddress(), [device])).toBe("ok");
  }
});

test("a stranger on the owner's network does not lock out the owner's browser", async () => {
  const ada = await newDeveloper(server);
  const ip = randomAddress();
  const device = deviceCookieOf(await logIn(server, ada, { ip }));
  await repeat(20, () => viaApi(wrong(ada), ip));
  expect(await viaBrowser(ada, ip)).toBe("too_many_attempts");
  expect(await viaBrowser(ada, ip, [device])).toBe("ok");
});

test("the device cookie is HttpOnly, only set by a good log-in, and authenticates nobody", async () => {
  const ada = await newDeveloper(server);
  const failed = await logIn(server, wrong(ada));
  expect(deviceCookieOf(failed)).toBeUndefined();
  const answer = await logIn(server, ada);
  const set = answer.headers.getSetCookie().find((text) => text.startsWith("latchkey-device="))!;
  expect(set).toMatch(/; HttpOnly/i);
  expect(set).toMatch(/; SameSite=Lax/i);
  expect(set).toMatch(/; Path=\//i);
  expect(set).not.toMatch(/Domain=/i);
  const me = await call(server, "GET", "/api/v1/me", { cookie: deviceCookieOf(answer) });
  expectProblem(me, 401, "unauthorized");
  const again = await logIn(server, ada, { cookies: [deviceCookieOf(answer)] });
  expect(deviceCookieOf(again)).toBe(deviceCookieOf(answer));
});

test("a log-in with the right password clears what its network has failed", async () => {
  const ada = await newDeveloper(server);
  const ip = randomAddress();
  for (let round = 0; round < 3; round += 1) {
    expect(await repeat(9, () => viaApi(wrong(ada), ip))).toEqual({ invalid_credentials: 9 });
    expect(await viaApi(ada, ip)).toBe("ok");
  }
});

test("a blocked log-in says for how long, whether or not the address has an account", async () => {
  const [ada, nobody] = [await newDeveloper(server), newPerson()];
  const ip = randomAddress();
  for (const person of [ada, nobody]) {
    await repeat(10, () => viaApi(wrong(person), ip));
    const answer = await account(server, "login", wrong(person), ip);
    expectProblem(answer, 429, "too_many_attempts");
    expect(answer.body.retry_after_seconds).toBeGreaterThan(20);
    expect(answer.body.retry_after_seconds).toBeLessThanOrEqual(30);
  }
});
