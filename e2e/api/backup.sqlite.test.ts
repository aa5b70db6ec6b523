import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { cli } from "#e2e/operator.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

let server: OwnServer;
let folder: string;

beforeAll(async () => {
  server = await startTestServer({ dialect: "sqlite" });
  folder = mkdtempSync(join(tmpdir(), "latchkey-backup-"));
});

afterAll(async () => {
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
});

const me = (key: string) => call(server, "GET", "/api/v1/me", { key });

test("a backup taken under load is consistent, and a server restored from it goes on", async () => {
  const ada = await newDeveloper(server);
  await setPlan(server, ada);
  const busy = await newKey(server, ada);
  const limited = await newKey(server, ada, { rate_limit: { requests: 3, window_seconds: 3600 } });
  for (let i = 0; i < 2; i += 1) expect((await me(limited.secret)).status).toBe(200);
  const accepted: string[] = [];
  let over = false;
  const makeKey = () =>
    call(server, "POST", "/api/v1/keys", { token: ada.accessToken, body: { name: "made under load" } });
  const load = hammer(
    8,
    () => over,
    async (client) => {
      const { status, headers } = client === 0 ? await makeKey() : await me(busy.secret);
      if (status < 300) accepted.push(headers.get("request-id")!);
    },
  );
  await expect.poll(() => accepted.length, { timeout: 20_000 }).toBeGreaterThan(10);

  const file = join(folder, "latchkey.db");
  const before = [...accepted];
  const { code, output } = await cli(server, "backup", file);
  expect(code, output).toBe(0);
  expect(output).toContain(`Backed up to ${file}.`);
  expect(accepted.length).toBeGreaterThan(before.length);
  over = true;
  await load;
  const backup = { ...server, databaseUrl: `file:${file}` };
  expect(await query(backup, "pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
  expect(await query(backup, "pragma foreign_key_check")).toEqual([]);
  const rows = new Set((await query(backup, "select id from request_log")).map(({ id }) => id));
  expect(before.filter((id) => !rows.has(id))).toEqual([]);

  // The steps in README.md.
  const later = await newKey(server, ada);
  await server.stop();
  const inPlace = join(server.dataDir, "latchkey.db");
  copyFileSync(file, inPlace);
  for (const rest of ["-wal", "-shm"]) rmSync(`${inPlace}${rest}`, { force: true });
  await server.restart();
  expectProblem(await me(later.secret), 401, "invalid_api_key", "unknown");
  expect((await me(busy.secret)).status).toBe(200);
  expect((await me(limited.secret)).status).toBe(200);
  expectProblem(await me(limited.secret), 429, "rate_limited", "key");
  expect((await call(server, "GET", "/api/v1/me", { token: ada.accessToken })).status).toBe(200);
});

test("a backup contains the last request answered before it", async () => {
  const { secret } = await newKey(server, await newDeveloper(server));
  const file = join(folder, "last.db");
  const last = (await me(secret)).headers.get("request-id");
  expect((await cli(server, "backup", file)).code).toBe(0);
  const there = await query(
    { ...server, databaseUrl: `file:${file}` },
    "select id from request_log where id = $1",
    [last],
  );
  expect(there).toEqual([{ id: last }]);
  rmSync(file);
});

test("a backup is readable by its owner only, leaves no other file, and overwrites none", async () => {
  const file = join(folder, "second.db");
  expect((await cli(server, "backup", file)).code).toBe(0);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const content = readFileSync(file);
  const again = await cli(server, "backup", file);
  expect(again).toMatchObject({ code: 1, output: expect.stringContaining("already exists") });
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(readdirSync(folder).filter((name) => name !== "latchkey.db")).toEqual(["second.db"]);
  expect((await cli(server, "backup")).output).toContain("FILE is missing");
});
