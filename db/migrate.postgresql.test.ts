import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "#db/migrate.ts";
import { root } from "#scripts/processes.ts";

const folder = mkdtempSync(join(tmpdir(), "latchkey-migrations-"));
const clients: pg.Client[] = [];

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  clients.push(client);
  await client.connect();
  return client;
}

beforeAll(() => {
  cpSync(join(root, "db/migrations/postgresql"), folder, { recursive: true });
  const file = join(folder, "meta/_journal.json");
  const journal = JSON.parse(readFileSync(file, "utf8"));
  const idx = journal.entries.length;
  journal.entries.push({ ...journal.entries[0], idx, tag: "9999_next", when: Date.now() });
  writeFileSync(file, JSON.stringify(journal));
  writeFileSync(
    join(folder, "9999_next.sql"),
    'ALTER TABLE "users" ADD COLUMN "planted" text;--> statement-breakpoint\nALTER TABLE "requests" ADD COLUMN "planted" text;',
  );
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  rmSync(folder, { recursive: true });
});

test("while a long query keeps a migration waiting, others use the same tables", async () => {
  const [reader, other, watcher] = [await connect(), await connect(), await connect()];
  await reader.query("begin; select from requests");
  const migrated = migrate(folder);
  const waiting = async () => {
    const { rows } = await watcher.query(
      "select from pg_locks where relation = 'requests'::regclass and mode = 'AccessExclusiveLock' and not granted",
    );
    return rows.length;
  };
  await expect.poll(waiting, { timeout: 10_000, interval: 5 }).toBe(1);
  // The migration waits for the reader, these wait behind the migration, and the reader stays.
  await other.query("select from users");
  await other.query("select from requests");
  await reader.query("commit");
  await migrated;
  const { rows } = await watcher.query(
    "select table_name from information_schema.columns where column_name = 'planted' order by 1",
  );
  expect(rows).toEqual([{ table_name: "requests" }, { table_name: "users" }]);
});
