import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { csrf, FORM, logIn, sessionCookie } from "#e2e/api/browser-login.ts";
import { type Call, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { logLinesOf, readLogLines } from "#e2e/api/log-lines.ts";
import { newPerson } from "#e2e/api/people.ts";
import { query } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";
import { bin, run, serverArguments } from "#scripts/processes.ts";

const { dialect } = inject("server");
const FORGED = '{"level":60,"time":1,"msg":"forged"}';
let server: OwnServer;
let ada: Developer;
let key: string;
const person = { ...newPerson(), name: "Grace of the fields" };

beforeAll(async () => {
  server = await startTestServer({
    dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    env: { LOG_LEVEL: "debug", TRUSTED_PROXIES: "127.0.0.1" },
    waitForPages: true,
  });
  ada = await newDeveloper(server);
  key = (await newKey(server, ada)).secret;
});

afterAll(() => server?.end());

/** Sends texts that would forge a line, and secrets, wherever something may print them. */
async function sendHostileRequests(): Promise<void> {
  const text = encodeURIComponent(`x\n${FORGED}\r\n${FORGED}`);
  const secrets = [key, mintOpaqueToken("session").token, ada.accessToken];
  const texts = [text, ...secrets, ...secrets.map((secret) => secret.replaceAll("_", "%5F"))];
  for (const each of texts) {
    const cookie = `next-auth.callback-url=${each}; latchkey-session=${each}`;
    const requests: [method: string, path: string, request?: Call][] = [
      ["GET", `/api/auth/signin?callbackUrl=${each}`],
      ["GET", `/api/auth/signin?callbackUrl=https://${each}`],
      ["GET", `/api/auth/callback/${each}`],
      ["GET", `/api/auth/${each}`],
      ["GET", `/api/auth/error?error=${each}`],
      ["GET", "/api/auth/session", { cookie }],
      ["GET", "/settings/usage", { cookie }],
      ["GET", `/login?next=${each}`, { headers: { "user-agent": each } }],
      ["GET", `/${each}`, { headers: { rsc: "1", "next-router-state-tree": each } }],
      ["POST", "/login", { rawBody: each, headers: { ...FORM, "next-action": each } }],
    ];
    for (const request of requests) await call(server, ...request).catch(() => {});
    await signIn(each);
  }
}

async function signIn(callbackUrl: string): Promise<void> {
  const { csrfToken, cookie } = await csrf(server);
  const rawBody = `csrfToken=${csrfToken}&callbackUrl=${callbackUrl}&email=a@b.test&password=${callbackUrl}`;
  const request = { cookie, rawBody, headers: FORM };
  await call(server, "POST", "/api/auth/callback/credentials", request).catch(() => {});
  const log = {
    level: "error",
    code: decodeURIComponent(callbackUrl),
    message: key,
    error: { message: key },
  };
  for (const level of ["error", "warn", "debug", "__proto__", "constructor"])
    await call(server, "POST", "/api/auth/_log", { body: { ...log, level } }).catch(() => {});
}

/** Makes statements fail that have values, and that pages need, too. */
async function failStatements(): Promise<void> {
  const cookie = await sessionCookie(server, ada);
  await query(server, "alter table users rename to users_elsewhere");
  const answers = [
    await call(server, "POST", "/api/v1/auth/signup", { body: person }),
    await call(server, "POST", "/api/v1/auth/login", { body: { email: ada.email, password: ada.password } }),
    await call(server, "GET", "/api/v1/me", { token: ada.accessToken }),
    await call(server, "GET", "/settings/api-keys", { cookie }),
    await logIn(server, ada),
  ];
  await query(server, "alter table users_elsewhere rename to users");
  expect(answers.slice(0, 4).map(({ status }) => status)).toEqual([500, 500, 500, 500]);
}

test("whatever clients send and statements fail, the server prints only lines of its log, without secrets and values", async () => {
  await sendHostileRequests();
  await failStatements();
  await server.stop();
  const lines = logLinesOf(server);
  const messages = lines.map(({ msg }) => msg);
  expect(messages).not.toContain("forged");
  // What happened is in the log: a failed statement with its text, in each thread.
  expect(messages).toContain("request failed");
  expect(JSON.stringify(lines)).toContain(dialect === "sqlite" ? "no such table: users" : "Failed query: ");
  const printed = readFileSync(server.logFile, "utf8");
  const secrets = [key, key.slice(12, 40), ada.accessToken, ada.accessToken.split(".")[1]!, ada.password];
  for (const value of [
    ...secrets,
    ada.email,
    person.email,
    person.password,
    person.name,
    "$argon2",
    "params:",
  ])
    expect(printed).not.toContain(value);
}, 120_000);

test.each([
  ["invalid settings", { PORT: "nope", LOCK_WAIT_SECONDS: "-1" }, "PORT: must be a port number"],
  ["a port that is in use", {}, "is in use"],
  ["a database that can't be reached", { DATABASE_URL: "postgresql://a:b@127.0.0.1:1/x" }, "Can't connect"],
])("a start that fails because of %s prints only lines of the log", async (_, settings, expected) => {
  const env = {
    ...{ PATH: process.env.PATH!, NODE_ENV: "production" as const, ENV_FILE: "", LOCK_WAIT_SECONDS: "0" },
    ...{ PORT: new URL(inject("server").url).port, GATE_PORT: new URL(inject("server").gateUrl).port },
    ...{ DATA_DIR: `${server.dataDir}-other`, ...settings },
  };
  const { code, output } = await run(bin("node"), serverArguments, { env });
  expect(code).toBe(1);
  expect(JSON.stringify(readLogLines(output))).toContain(expected);
});
