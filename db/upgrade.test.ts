import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { afterAll, expect, inject, test, vi } from "vitest";
import { createDatabase } from "#e2e/database.ts";
import type { Policy } from "#lib/limits/limiter.ts";

// The fixtures are a database that commit 04c869d wrote, and what that version read from it. The database has rows
// compacted long ago, a batch that is half compacted, and staged rows after that. Dumped with `pg_dump --inserts`, and as
// SQL from SQLite.
const postgresqlUrl = inject("postgresqlUrl");
const dialect = postgresqlUrl ? "postgresql" : "sqlite";
const fixture = (ending: string) =>
  readFileSync(join(import.meta.dirname, `fixtures/half-compacted.${dialect}.${ending}`), "utf8");
const { now, workspaceId, userId, keys, ...expected } = JSON.parse(fixture("json"));

const database = postgresqlUrl ? await createDatabase(postgresqlUrl) : null;
afterAll(async () => await database?.drop());

/** Restores the database of the fixture, and loads the app's modules with it. */
async function restore() {
  const { close } = await import("#db/client.ts");
  await close();
  const url = database?.url ?? `file:${join(process.env.DATA_DIR!, "restored.db")}`;
  if (database) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(fixture("sql"));
    await client.end();
  } else new Database(url.slice("file:".length)).exec(fixture("sql")).close();
  process.env.DATABASE_URL = url;
  vi.resetModules();
  const { setClock } = await import("#e2e/unit/clock.ts");
  setClock(now);
  const [{ migrate }, { db, sqlite }, views, usage, { StoreLimitReader }, { ENGINES }, compaction] =
    await Promise.all([
      import("#db/migrate.ts"),
      import("#db/client.ts"),
      import("#db/schema/views.ts"),
      import("#db/queries/usage.ts"),
      import("#lib/limits/store-limit-reader.ts"),
      import("#e2e/unit/engine.ts"),
      import("#lib/request-log/compaction.ts"),
    ]);
  /** False when nothing is staged, as on PostgreSQL after the upgrade. */
  const compact = (rows: number) => {
    const handle = sqlite();
    return handle !== null && new compaction.Compaction(handle.control).compact(rows) !== null;
  };
  return { migrate, db, views, usage, StoreLimitReader, ENGINES, compact };
}

const WIDE = 1_000_000;
const POLICIES: Policy[] = [
  ...keys.map((keyId: string) => ({
    name: "key",
    limit: WIDE,
    windowSeconds: 86_400,
    subject: { kind: "key", keyId, workspaceId },
  })),
  ...["live", "test"].flatMap((environment) =>
    [86_400, "month" as const].map((windowSeconds) => ({
      name: windowSeconds === "month" ? "quota" : "plan",
      limit: WIDE,
      windowSeconds,
      subject: { kind: "workspace", workspaceId, environment },
    })),
  ),
  { name: "user", limit: WIDE, windowSeconds: 86_400, subject: { kind: "user", userId } },
];

test("an upgrade doesn't change rows, counts or limits, and neither does compacting the rest of the batch", async () => {
  const { migrate, db, views, usage, StoreLimitReader, ENGINES, compact } = await restore();
  const month = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-12-01T00:00:00Z") };
  const filter = { workspaceId, ...month };
  const readAll = async () => {
    const states = await new StoreLimitReader().read(POLICIES);
    const ids = (await db().select({ id: views.requestLog.id }).from(views.requestLog)).map(({ id }) => id);
    return {
      used: states.map(({ used }) => used),
      ids: ids.length,
      idsHash: createHash("sha256").update(ids.sort().join()).digest("hex"),
      totals: await usage.totals(filter),
      keyTotals: await Promise.all(keys.map((keyId: string) => usage.totals({ ...filter, keyIds: [keyId] }))),
      hours: await usage.series(filter, 3_600_000, "route", 1000),
      days: await usage.series(filter, 86_400_000, "key", 1000),
    };
  };
  for (let twice = 0; twice < 2; twice += 1) {
    await migrate();
    expect(await readAll()).toEqual(expected);
  }
  while (compact(7)) expect(await readAll()).toEqual(expected);
  for (const [, start] of ENGINES) {
    const { limiter } = await start();
    expect((await limiter.read(POLICIES)).map(({ used }) => used)).toEqual(expected.used);
  }
});
