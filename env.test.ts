import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readEnv } from "#env.ts";

test("a file may set what the environment does not", () => {
  const file = join(mkdtempSync(join(tmpdir(), "latchkey-env-")), ".env");
  writeFileSync(file, "KEY_PREFIX=dfx\nPORT=4000\n");
  const script = 'import("#env.ts").then(({ env }) => console.log(env.keyPrefix, env.port))';
  const env = { PATH: process.env.PATH, ENV_FILE: file, PORT: "5000" } as unknown as NodeJS.ProcessEnv;
  expect(execFileSync(process.execPath, ["-e", script], { env, encoding: "utf8" }).trim()).toBe("dfx 5000");
});

test("nothing has to be set", () => {
  expect(readEnv({})).toMatchObject({
    appUrl: "http://localhost:3000",
    host: "127.0.0.1",
    keyPrefix: "lk",
    lockWaitSeconds: 10,
    drainSeconds: 9,
    database: { dialect: "sqlite" },
  });
});

test("all that is wrong is told at once", () => {
  const result = readEnv({
    PORT: "99999",
    APP_URL: "ftp://x",
    KEY_PREFIX: "Über",
    AUTH_SECRET: "short",
    SMTP_URL: "http://mail",
  });
  expect("wrong" in result && result.wrong.map((line) => line.split(":")[0]).sort()).toEqual([
    "APP_URL",
    "AUTH_SECRET",
    "KEY_PREFIX",
    "PORT",
    "SMTP_URL",
  ]);
});

test("snippets for new keys call this installation's own API, unless there is another one", () => {
  expect(readEnv({ PORT: "4000" })).toMatchObject({ apiUrl: null });
  expect(readEnv({ API_URL: "https://api.example.com/v2/" })).toMatchObject({
    apiUrl: "https://api.example.com/v2",
  });
  for (const wrong of [
    "api.example.com",
    "https://x/$(id)",
    "https://x/?a=b",
    "https://x/`id`",
    "javascript:1",
  ])
    expect(readEnv({ API_URL: wrong })).toEqual({ wrong: [expect.stringMatching(/^API_URL: must be/)] });
});

test("each variable can come from a file", () => {
  const file = join(mkdtempSync(join(tmpdir(), "latchkey-env-")), "secret");
  writeFileSync(file, `${"s".repeat(40)}\n`);
  expect(readEnv({ AUTH_SECRET_FILE: file })).toMatchObject({ authSecret: "s".repeat(40) });
  expect(readEnv({ AUTH_SECRET_FILE: "/nowhere" })).toEqual({
    wrong: ["AUTH_SECRET_FILE: the file /nowhere can't be read"],
  });
});

const PUBLIC = { APP_URL: "https://keys.example.com", SMTP_URL: "smtp://mail.example.com" };

test("a public installation listens on all addresses and is not loopback", () => {
  expect(readEnv({ ...PUBLIC, APP_URL: "https://keys.example.com/" })).toMatchObject({
    appUrl: "https://keys.example.com",
    host: "0.0.0.0",
    loopback: false,
  });
});

/** The errors of these settings. */
function wrongWith(source: Record<string, string>): string[] {
  const result = readEnv(source);
  return "wrong" in result ? result.wrong : [];
}

test("a public installation needs an email server, a local one doesn't", () => {
  expect(wrongWith({ APP_URL: PUBLIC.APP_URL })).toEqual([
    "SMTP_URL: must be set, because APP_URL is public. Without it, nobody gets the email that confirms a sign-up",
  ]);
  for (const APP_URL of ["http://localhost:3000", "http://127.0.0.1:4000", "http://[::1]:3000"])
    expect(wrongWith({ APP_URL }), APP_URL).toEqual([]);
});

test.each<[variable: string, good: string[], bad: string[], line: RegExp]>([
  [
    "APP_URL",
    ["http://localhost:3000", "http://localhost/"],
    [
      "http://localhost/latchkey",
      "http://localhost/?a=1",
      "http://localhost/#a",
      "http://ada:x@localhost",
      "localhost:3000",
      "http://",
      "/",
    ],
    /^APP_URL: must be (only a scheme, a host and a port, such as .+, without a path|an http:\/\/ or https:\/\/ URL)$/,
  ],
  [
    "MAIL_FROM",
    ["a@example.com", "Latchkey <a@example.com>", "<a@example.com>", '"Desk, Latchkey" <a@localhost>'],
    [
      "Latchkey",
      "Latchkey <>",
      "Latchkey <latchkey>",
      "a@",
      "@example.com",
      "a@b <c>",
      "a b@example.com",
      "x <a@b",
    ],
    /^MAIL_FROM: must have an email address, such as /,
  ],
  [
    "TRUSTED_PROXIES",
    ["127.0.0.1", "10.0.0.0/8, ::1", "2001:db8::/32", "0.0.0.0/0"],
    [
      "nginx",
      "10.0.0.0/33",
      "::1/129",
      "10.0.0.0/",
      "10.0.0.0/8/8",
      "10.0.0",
      "127.0.0.1:80",
      "127.0.0.1,nginx",
    ],
    /^TRUSTED_PROXIES: \S+ is neither an IP address nor a CIDR block such as 10\.0\.0\.0\/8$/,
  ],
  [
    "SMTP_URL",
    ["smtp://mail.example.com", "smtps://user:password@mail.example.com:465"],
    ["mail.example.com", "smtp://", "smtp:", "http://mail.example.com"],
    /^SMTP_URL: must be an smtp:\/\/ or smtps:\/\/ URL, such as /,
  ],
  [
    "DATABASE_URL",
    ["file:x.db", "file:/x/y.db", "postgresql://u:p@db/x", "postgres://db/x"],
    ["file:", "postgresql", "x.db", "mysql://db/x", "postgresql//db"],
    /^DATABASE_URL: must be file:\/path\/to\/latchkey\.db or postgresql:\/\//,
  ],
  [
    "PORT",
    ["1", "65535"],
    ["0", "65536", "-1", "3e3", "3000.5", "http", "99999999"],
    /^PORT: must be a port number/,
  ],
  [
    "RETENTION_DAYS",
    ["0", "3650"],
    ["-1", "3651", "a year", "1.5"],
    /^RETENTION_DAYS: must be a whole number from 0/,
  ],
  [
    "PASSWORD_MIN_LENGTH",
    ["8"],
    ["7", "65", "long"],
    /^PASSWORD_MIN_LENGTH: must be a whole number from 8 to 64$/,
  ],
  ["LOG_LEVEL", ["warn"], ["warning", "WARN"], /^LOG_LEVEL: must be one of silent, fatal, /],
  ["GATE_PORT", ["3001"], ["3000"], /^GATE_PORT: must not be the same as PORT$/],
])("%s is checked, and what is wrong is one line in plain words", (variable, good, bad, line) => {
  for (const value of good) expect(wrongWith({ [variable]: value }), value).toEqual([]);
  for (const value of bad)
    expect(wrongWith({ [variable]: value }), value).toEqual([expect.stringMatching(line)]);
});

test("an empty file, or a file without a name, is an error", () => {
  const file = join(mkdtempSync(join(tmpdir(), "latchkey-env-")), "empty");
  writeFileSync(file, " \n");
  expect(wrongWith({ AUTH_SECRET_FILE: file })).toEqual([`AUTH_SECRET_FILE: the file ${file} is empty`]);
  expect(wrongWith({ AUTH_SECRET_FILE: "" })).toEqual([
    "AUTH_SECRET_FILE: is empty. Set it to the path of a file, or remove it",
  ]);
  expect(wrongWith({ ...PUBLIC, SMTP_URL_FILE: "/nowhere" })).toEqual([
    "SMTP_URL_FILE: the file /nowhere can't be read",
  ]);
});

test("all errors are printed before anything starts, and a missing ENV_FILE is one", () => {
  const start = (more: Record<string, string>) => {
    const env = { PATH: process.env.PATH, ENV_FILE: "", ...more } as unknown as NodeJS.ProcessEnv;
    const { status, stdout, stderr } = spawnSync(process.execPath, ["server.ts"], { env, encoding: "utf8" });
    expect(stderr).toBe("");
    // The whole list is one line of the log.
    return { status, lines: JSON.parse(stdout).msg.trim().split("\n") };
  };
  const heading = "Latchkey can't start. These environment variables are invalid:";
  const { status, lines } = start({ MAIL_FROM: "me", TRUSTED_PROXIES: "nginx" });
  expect(status).toBe(1);
  expect(lines).toEqual([
    heading,
    expect.stringMatching(/^ {2}MAIL_FROM: /),
    expect.stringMatching(/^ {2}TRUSTED_/),
  ]);
  expect(start({ ENV_FILE: "/nowhere/.env" }).lines).toEqual([
    heading,
    "  ENV_FILE: the file /nowhere/.env can't be read",
  ]);
  expect(start({ DATA_DIR: "/proc/latchkey/data", HOST: "192.0.2.1" }).lines).toEqual([
    heading,
    expect.stringMatching(/^ {2}DATA_DIR: \/proc\/latchkey\/data can't be used as a directory, because /),
    "  HOST: the server can't listen on 192.0.2.1, because this machine doesn't have this address",
  ]);
});

test("DATABASE_URL chooses the dialect", () => {
  expect(readEnv({ DATABASE_URL: "postgresql://db/x" })).toMatchObject({
    database: { dialect: "postgresql" },
  });
  for (const url of ["postgresql://a:%40%2F@db:5433/x?sslmode=require", "postgres:///x?host=/run"])
    expect(readEnv({ DATABASE_URL: url })).toMatchObject({ database: { url } });
  // Their host would be a part of the password.
  const split = ["postgres://a:b@c/d@db/x", "postgres://a:1#b@db/x", "postgres://a:1?b@db/x", "postgres:b"];
  for (const url of ["mysql://db/x", "postgres://a:%zz@db/x", ...split])
    expect(wrongWith({ DATABASE_URL: url })).toEqual([
      expect.stringContaining("postgresql://user:password@host/database. Percent-encode"),
    ]);
});

test("several instances need PostgreSQL", () => {
  const DATABASE_URL = "postgresql://db/x";
  expect(readEnv({})).toMatchObject({ cluster: false });
  expect(readEnv({ DATABASE_URL, CLUSTER: "0" })).toMatchObject({ cluster: false });
  expect(readEnv({ DATABASE_URL, CLUSTER: "1" })).toMatchObject({ cluster: true });
  for (const file of ["", "file:x.db"])
    expect(wrongWith({ DATABASE_URL: file, CLUSTER: "1" })).toEqual([
      "CLUSTER: needs PostgreSQL, because a SQLite file belongs to one process. Set DATABASE_URL to a postgresql:// URL, or remove CLUSTER to run one process",
    ]);
  expect(wrongWith({ DATABASE_URL, CLUSTER: "yes" })).toEqual(["CLUSTER: must be 1 (on) or 0 (off)"]);
});

test("only a cluster uses Redis", () => {
  const cluster = { DATABASE_URL: "postgresql://db/x", CLUSTER: "1" };
  expect(readEnv(cluster)).toMatchObject({ redis: null });
  const servers = { addresses: [{ host: "r", port: 6380 }], tls: true, username: "a", password: "b" };
  expect(readEnv({ ...cluster, REDIS_URL: "rediss://a:b@r:6380", REDIS_TIMEOUT_MS: "50" })).toMatchObject({
    redis: { servers, timeoutMs: 50 },
  });
  expect(wrongWith({ REDIS_URL: "redis://r" })).toEqual([
    "REDIS_URL: only a cluster uses Redis. Set CLUSTER=1, or remove it",
  ]);
});

const ONE = { primary: null, tls: false, database: 0, sentinels: {} };

test.each([
  ["redis://r", { ...ONE, addresses: [{ host: "r", port: 6379 }] }],
  ["redis://[::1]:7000/2", { ...ONE, addresses: [{ host: "::1", port: 7000 }], database: 2 }],
  ["redis://:p%40%2F@10.0.0.1", { ...ONE, addresses: [{ host: "10.0.0.1", port: 6379 }], password: "p@/" }],
  [
    "rediss://u:p:q@a:7000,b",
    {
      ...{ ...ONE, tls: true, username: "u", password: "p:q" },
      addresses: [
        { host: "a", port: 7000 },
        { host: "b", port: 6379 },
      ],
    },
  ],
  [
    "redis+sentinel://u:p@s1,s2:26380/mymaster?sentinelUser=x&sentinelPassword=y%26z",
    {
      ...{ ...ONE, username: "u", password: "p", primary: "mymaster" },
      addresses: [
        { host: "s1", port: 26_379 },
        { host: "s2", port: 26_380 },
      ],
      sentinels: { username: "x", password: "y&z" },
    },
  ],
  ["rediss+sentinel://s/m", { ...ONE, tls: true, addresses: [{ host: "s", port: 26_379 }], primary: "m" }],
])("REDIS_URL can be %s", (text, servers) => {
  const source = { DATABASE_URL: "postgresql://db/x", CLUSTER: "1", REDIS_URL: text };
  const read = readEnv(source);
  expect("wrong" in read ? read.wrong : read.redis?.servers).toEqual(servers);
});

test.each([
  ["http://r", /must be redis:/],
  ["redis:r", /must be redis:/],
  ["redis://", /must be redis:/],
  ["redis+cluster://a,b", /must be redis:/],
  ["redis://a,,b", /each host must be/],
  ["redis://a:0", /each host must be/],
  ["redis://a:70000", /each host must be/],
  ["redis://u:secret/1@a", /must end with the host|each host must be/],
  ["redis://u:100%secret@a", /each host must be/],
  ["redis://a/one", /must end with the host/],
  ["redis://a/0/1", /must end with the host/],
  ["redis://a,b/1", /must have no database number/],
  ["redis://a?db=1", /must have no parameters/],
  ["redis+sentinel://a,b", /must end with the name of the primary/],
  ["redis+sentinel://a/m/0", /must end with the name of the primary/],
  ["redis+sentinel://a/m?password=secret", /must have no parameters except/],
])("REDIS_URL can't be %s, and what is wrong is one line without its password", (text, line) => {
  const wrong = wrongWith({ DATABASE_URL: "postgresql://db/x", CLUSTER: "1", REDIS_URL: text });
  expect(wrong).toEqual([expect.stringMatching(line)]);
  expect(wrong[0]).toMatch(/^REDIS_URL: /);
  expect(wrong[0]).not.toContain("secret");
});

test("HSTS is for this host only, unless it is set for its subdomains", () => {
  expect(readEnv({})).toMatchObject({ hstsIncludeSubdomains: false });
  expect(readEnv({ HSTS_INCLUDE_SUBDOMAINS: "true" })).toMatchObject({ hstsIncludeSubdomains: true });
  expect(readEnv({ HSTS_INCLUDE_SUBDOMAINS: "yes" })).toEqual({
    wrong: ["HSTS_INCLUDE_SUBDOMAINS: must be true or false"],
  });
});

test("the gate port's names are a list", () => {
  expect(readEnv({ GATE_HOSTNAMES: "gate.example.com, GATE.example.org" })).toMatchObject({
    gateHostnames: ["gate.example.com", "gate.example.org"],
  });
});

test("CORS_ORIGINS is a list of origins", () => {
  expect(readEnv({})).toMatchObject({ corsOrigins: [] });
  const list = "https://app.example.com, http://localhost:5173/ ,";
  expect(readEnv({ CORS_ORIGINS: list })).toMatchObject({
    corsOrigins: ["https://app.example.com", "http://localhost:5173"],
  });
  expect(readEnv({ CORS_ORIGINS: "*" })).toMatchObject({ corsOrigins: ["*"] });
  for (const wrong of [
    "app.example.com",
    "https://a.test/path",
    "https://*.a.test",
    "null",
    "ftp://a.test",
    "HTTPS://A.test",
  ])
    expect(readEnv({ CORS_ORIGINS: `https://ok.test,${wrong}` }), wrong).toEqual({
      wrong: [
        `CORS_ORIGINS: ${wrong} must be * or an origin such as https://app.example.com, without a path`,
      ],
    });
});
