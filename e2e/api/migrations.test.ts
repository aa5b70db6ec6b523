import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { query } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { bin, end, root, start } from "#scripts/processes.ts";

const { dialect } = inject("server");
const APPLIED = dialect === "sqlite" ? "__drizzle_migrations" : "drizzle.__drizzle_migrations";
const TABLES = [
  "users",
  "workspaces",
  "members",
  "sessions",
  "api_keys",
  "key_secrets",
  "request_log",
  APPLIED,
];
let server: OwnServer;
let ada: Developer;
let key: NewKey;
let folder: string;

beforeAll(async () => {
  server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl") });
  ada = await newDeveloper(server);
  key = await newKey(server, ada, { rate_limit: { requests: 60, window_seconds: 3600 } });
  for (let request = 0; request < 10; request += 1)
    await call(server, "GET", "/api/v1/me", { key: key.secret });
  await server.stop();
  folder = mkdtempSync(join(tmpdir(), "latchkey-migrations-"));
  cpSync(join(root, "db/migrations", dialect), folder, { recursive: true });
});

afterAll(async () => {
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
});

async function counts(): Promise<Record<string, number>> {
  const rows = TABLES.map(async (table) => {
    const [row] = await query(server, `select count(*) as count from ${table}`);
    return [table, Number(row!.count)] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}

/** Adds a migration to the folder, as drizzle-kit would. */
function plant(tag: string, statements: string[]): void {
  const journalFile = join(folder, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(journalFile, "utf8"));
  const idx = journal.entries.length;
  journal.entries.push({ ...journal.entries[0], idx, tag, when: Date.now() });
  writeFileSync(journalFile, JSON.stringify(journal));
  writeFileSync(join(folder, `${tag}.sql`), statements.join(";--> statement-breakpoint\n"));
}

/** Starts a process that migrates, and waits until it has begun. */
async function migrating() {
  const env = { ...process.env, DATA_DIR: server.dataDir, DATABASE_URL: server.databaseUrl, ENV_FILE: "" };
  const child = start(bin("node"), ["e2e/processes/migrate.ts", folder], {
    env,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  await once(child, "message");
  return child;
}

async function migrateToTheEnd(): Promise<void> {
  const child = await migrating();
  if (child.exitCode === null) await once(child, "exit");
  expect(child.exitCode).toBe(0);
}

/** The statements drizzle-kit writes to change a SQLite column: new table, copy, drop, rename, triggers. */
async function rebuildOf(table: string): Promise<string[]> {
  const made = await query(
    server,
    "select sql from sqlite_master where tbl_name = $1 and sql is not null order by type <> 'table'",
    [table],
  );
  const [create, ...belongings] = made.map(({ sql }) => String(sql));
  return [
    "PRAGMA foreign_keys=OFF",
    create!.replace(/CREATE TABLE ([`"]?)\w+\1/, `CREATE TABLE \`__new_${table}\``),
    `INSERT INTO \`__new_${table}\` SELECT * FROM \`${table}\``,
    `DROP TABLE \`${table}\``,
    `ALTER TABLE \`__new_${table}\` RENAME TO \`${table}\``,
    "PRAGMA foreign_keys=ON",
    ...belongings,
  ];
}

// Slow enough to be killed halfway.
const SLOW =
  dialect === "sqlite"
    ? "CREATE TABLE slow AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 200000) SELECT n FROM c"
    : "SELECT pg_sleep(0.3)";
const slowly = (statements: string[]) =>
  statements.flatMap((one, i) => (i % 2 ? [one] : [SLOW.replace("slow", `slow_${i}`), one]));

async function rebuild(): Promise<string[]> {
  if (dialect === "sqlite")
    return [
      ...(await rebuildOf("users")),
      ...(await rebuildOf("workspaces")),
      ...(await rebuildOf("api_keys")),
    ];
  return ["users", "workspaces", "api_keys"].flatMap((table) => [
    `ALTER TABLE ${table} ADD COLUMN planted text NOT NULL DEFAULT 'x'`,
    `ALTER TABLE ${table} DROP COLUMN planted`,
  ]);
}

test("a migration killed at any moment is rolled back, succeeds next time, and loses no child row", async () => {
  const before = await counts();
  expect(Math.min(...Object.values(before))).toBeGreaterThan(0);
  plant("0900_rebuild", slowly(await rebuild()));
  for (const moment of [0, 40, 120, 250, 500]) {
    const child = await migrating();
    await delay(moment);
    await end(child, "SIGKILL");
    expect(child.signalCode, `it was over after ${moment} ms`).toBe("SIGKILL");
    expect(await counts(), `killed after ${moment} ms`).toEqual(before);
  }
  await migrateToTheEnd();
  const after = await counts();
  expect(after).toEqual({ ...before, [APPLIED]: before[APPLIED]! + 1 });
  await migrateToTheEnd();
  expect(await counts()).toEqual(after);
  if (dialect === "sqlite") {
    expect(await query(server, "pragma foreign_key_check")).toEqual([]);
    expect(await query(server, "pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
  }
}, 120_000);

test("an older version refuses to start on the tables of a newer one, and changes nothing", async () => {
  const before = await counts();
  await expect(server.restart()).rejects.toThrow("A newer version has migrated this database");
  expect(await counts()).toEqual(before);
  // From here on, this version knows the migration.
  await query(server, `delete from ${APPLIED} where created_at = (select max(created_at) from ${APPLIED})`);
});

test("after the migration the server starts, the key works, and its limit goes on", async () => {
  await server.restart();
  const { status, headers } = await call(server, "GET", "/api/v1/me", { key: key.secret });
  expect(status).toBe(200);
  expect(headers.get("x-ratelimit-remaining")).toBe("49");
  expect((await newKey(server, ada)).secret).toBeTruthy();
});
