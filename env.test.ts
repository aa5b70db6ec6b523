import { execFileSync } from "node:child_process";
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

test("each variable can come from a file", () => {
  const file = join(mkdtempSync(join(tmpdir(), "latchkey-env-")), "secret");
  writeFileSync(file, `${"s".repeat(40)}\n`);
  expect(readEnv({ AUTH_SECRET_FILE: file })).toMatchObject({ authSecret: "s".repeat(40) });
  expect(readEnv({ AUTH_SECRET_FILE: "/nowhere" })).toEqual({ wrong: ["AUTH_SECRET_FILE: cannot be read"] });
});

test("a public installation listens on all addresses and is not loopback", () => {
  expect(readEnv({ APP_URL: "https://keys.example.com/" })).toMatchObject({
    appUrl: "https://keys.example.com",
    host: "0.0.0.0",
    loopback: false,
  });
});

test("DATABASE_URL chooses the dialect", () => {
  expect(readEnv({ DATABASE_URL: "postgresql://db/x" })).toMatchObject({
    database: { dialect: "postgresql" },
  });
  expect(readEnv({ DATABASE_URL: "mysql://db/x" })).toHaveProperty("wrong");
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
