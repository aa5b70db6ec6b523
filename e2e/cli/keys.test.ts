import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { call, newKey } from "#e2e/api/client.ts";
import { data, loggedIn } from "#e2e/cli/person.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const SECRET = /^lk_(live|test)_[0-9A-Za-z]{36}\n$/;

test("a key is created, and its secret is alone on stdout", async () => {
  const { person } = await loggedIn(server);
  const more = ["--scope", "data:read,keys:read", "--expires", "90d", "--rate-limit", "100/60"];
  const { code, stdout, stderr } = await person.run([
    "keys",
    "create",
    "ci",
    ...more,
    "--metadata",
    '{"team":"a"}',
  ]);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(SECRET);
  expect(stderr).toContain("Copy the secret now");
  expect(stderr).not.toContain(stdout.trim());
  expect((await call(server, "GET", "/api/v1/me", { key: stdout.trim() })).body.data.scopes).toEqual([
    "data:read",
    "keys:read",
  ]);
  const [key] = await data(person, ["keys", "list"]);
  expect(key).toMatchObject({
    name: "ci",
    rate_limit: { requests: 100, window_seconds: 60 },
    metadata: { team: "a" },
  });
  const made = await data(person, ["keys", "create", "--environment", "test", "--json"]);
  expect(`${made.secret}\n`).toMatch(SECRET);
});

test("a key is found by its ID, name or hint, and a name that two have is refused", async () => {
  const { person, developer } = await loggedIn(server);
  const first = await newKey(server, developer, { name: "twice" });
  const { id, hint } = await newKey(server, developer, { name: "once" });
  await newKey(server, developer, { name: "twice" });
  for (const text of [id, "once", hint]) expect((await data(person, ["keys", "show", text])).id).toBe(id);
  const twice = await person.run(["keys", "show", "twice"]);
  expect(twice.code).not.toBe(0);
  expect(twice.stderr).toContain(first.id);
  const none = await person.run(["keys", "show", "nobody"]);
  expect(none).toMatchObject({ code: 1, stdout: "" });
});

test("a key is disabled, enabled, rotated with an overlap, and revoked", async () => {
  const { person, developer } = await loggedIn(server);
  const { secret } = await newKey(server, developer, { name: "ci" });
  const status = async (key: string) => (await call(server, "GET", "/api/v1/me", { key })).status;
  await data(person, ["keys", "disable", "ci"]);
  expect(await status(secret)).toBe(403);
  await data(person, ["keys", "enable", "ci"]);
  expect(await status(secret)).toBe(200);
  const rotated = await person.run(["keys", "rotate", "ci", "--overlap", "1h"]);
  expect(rotated.stdout).toMatch(SECRET);
  expect(await status(secret)).toBe(200);
  expect(await status(rotated.stdout.trim())).toBe(200);
  const unasked = await person.run(["keys", "revoke", "ci"]);
  expect(unasked).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--yes") });
  expect(await status(secret)).toBe(200);
  expect((await data(person, ["keys", "revoke", "ci", "--yes"])).status).toBe("revoked");
  expect(await status(rotated.stdout.trim())).toBe(401);
  const again = await person.run(["keys", "revoke", "ci", "--yes"]);
  expect(again.code).toBe(1);
});

test("a key is verified from stdin, and one that isn't valid is exit code 1", async () => {
  const { person, developer } = await loggedIn(server);
  const { secret, id } = await newKey(server, developer, { scopes: ["data:read"] });
  const verify = (key: string, ...words: string[]) =>
    person.run(["keys", "verify", ...words], { stdin: `${key}\n` });
  const valid = await verify(secret, "--scope", "data:read");
  expect(valid).toMatchObject({ code: 0, stderr: "The key is valid.\n" });
  expect(JSON.parse(valid.stdout).key.id).toBe(id);
  expect(await verify(secret, "--scope", "data:write")).toMatchObject({
    code: 1,
    stderr: "The key is missing scopes: data:write.\n",
  });
  expect(await verify("lk_live_unknown")).toMatchObject({ code: 1 });
});

test("env pull writes a new key into .env, keeps other lines, and a key that works", async () => {
  const { person } = await loggedIn(server);
  const file = join(person.home, "my-app/.env");
  writeFileSync(file, "# mine\nPORT=4000\nLATCHKEY_API_KEY=old\n");
  chmodSync(file, 0o640);
  const { code, stderr, stdout } = await person.run(["env", "pull", "--scope", "data:read"]);
  expect(code, stderr).toBe(0);
  const written = readFileSync(file, "utf8");
  expect(written).toMatch(/^# mine\nPORT=4000\nLATCHKEY_API_KEY="?lk_test_\w+"?\nLATCHKEY_BASE_URL=/);
  expect(statSync(file).mode & 0o777).toBe(0o640);
  const [, key = ""] = /LATCHKEY_API_KEY="?(\w+)/.exec(written)!;
  expect(stdout + stderr).not.toContain(key);
  expect((await call(server, "GET", "/api/v1/me", { key })).status).toBe(200);
  await data(person, ["env", "pull"]);
  expect(readFileSync(file, "utf8")).toBe(written);
  expect(await data(person, ["keys", "list"])).toHaveLength(1);
});

test("env pull refuses a file that git tracks, and creates no key", async () => {
  const { person } = await loggedIn(server);
  const folder = join(person.home, "my-app");
  const git = (...words: string[]) => execFileSync("git", ["-C", folder, ...words], { stdio: "pipe" });
  git("init", "--quiet");
  writeFileSync(join(folder, ".env"), "PORT=4000\n");
  git("add", ".env");
  const tracked = await person.run(["env", "pull"]);
  expect(tracked).toMatchObject({ code: 1, stdout: "" });
  expect(tracked.stderr).toContain("git");
  expect(readFileSync(join(folder, ".env"), "utf8")).toBe("PORT=4000\n");
  mkdirSync(join(folder, "a-folder"));
  expect((await person.run(["env", "pull", "a-folder"])).code).toBe(2);
  expect(await data(person, ["keys", "list"])).toEqual([]);
  const notIgnored = await person.run(["env", "pull", ".env.local"]);
  expect(notIgnored.stderr).toContain(".gitignore");
  expect(existsSync(join(folder, ".env.local"))).toBe(notIgnored.code === 0);
});
