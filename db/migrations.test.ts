import { expect, test } from "vitest";
import {
  dialect,
  migrations,
  migrationsUpTo,
  moment,
  postgresqlDatabase,
  shown,
  sqliteDatabase,
  type TestDatabase,
} from "#e2e/unit/old-database.ts";

type Row = [at: string, keyId: string | null, status: number, cost: number];
const ROWS: Row[] = [
  ["2026-03-05T10:00:00.000Z", "key_a", 200, 1],
  ["2026-03-05T10:20:00.000Z", "key_a", 200, 2],
  // The usage counts of the older version include the rows up to here.
  ["2026-03-05T10:40:00.000Z", "key_a", 200, 4],
  ["2026-03-05T10:59:59.999Z", "key_b", 429, 0],
  ["2026-03-05T23:45:00.000Z", "key_a", 200, 8],
  ["2026-03-06T00:10:00.000Z", "key_a", 429, 0],
  ["2026-03-06T00:20:00.000Z", null, 200, 1],
];

async function insertRows(database: TestDatabase, table = "requests"): Promise<void> {
  const counts = dialect === "postgresql" && table === "requests";
  for (const [i, [at, keyId, status, cost]] of ROWS.entries())
    await database.query(
      `insert into ${table} (seq, id, at, workspace_id, environment, key_id, method, path, route, status, cost, latency_micros, checks)
       values (${counts ? "default" : i + 1}, 'req_${i}', ${moment(at)}, 'ws_1', 'live', ${keyId ? `'${keyId}'` : "null"}, 'GET', '/x', '/x', ${status}, ${cost}, 1, '[]')`,
    );
}

async function readCounts(database: TestDatabase) {
  const hours = await database.query(
    "select hour, route, status, total, cost from usage_hours where workspace_id = 'ws_1' and environment = 'live' order by hour, status",
  );
  const days = await database.query(
    "select key_id, day, status, total, last_accepted_at from usage_key_days where workspace_id = 'ws_1' order by key_id, day, status",
  );
  return {
    hours: hours.map((row) => [shown(row.hour), row.route, row.status, row.total, Number(row.cost)]),
    days: days.map((row) => [row.key_id, shown(row.day), row.status, row.total, shown(row.last_accepted_at)]),
  };
}

const EXPECTED = {
  hours: [
    ["2026-03-05T10:00:00", "GET /x", 200, 3, 7],
    ["2026-03-05T10:00:00", "GET /x", 429, 1, 0],
    ["2026-03-05T23:00:00", "GET /x", 200, 1, 8],
    ["2026-03-06T00:00:00", "GET /x", 429, 1, 0],
  ],
  days: [
    ["key_a", "2026-03-05T00:00:00", 200, 4, "2026-03-05T23:45:00"],
    ["key_a", "2026-03-06T00:00:00", 429, 1, null],
    ["key_b", "2026-03-05T00:00:00", 429, 1, null],
  ],
};

// Hours and days are in UTC, whatever the time zone of the database server is.
const ZONES = dialect === "sqlite" ? ["UTC"] : ["UTC", "Asia/Kolkata", "America/St_Johns"];

test.each(ZONES)(
  "an upgrade adds the rows that were not counted yet, and no others, to the usage counts (%s)",
  async (timeZone) => {
    const database = dialect === "sqlite" ? sqliteDatabase() : await postgresqlDatabase(timeZone);
    await database.migrate(migrationsUpTo("0000_foundation"));
    await insertRows(database);
    await database.query("insert into marks (name, seq) values ('usage', 2)");
    await database.query(
      `insert into usage_hours (workspace_id, environment, hour, route, status, total, cost)
       values ('ws_1', 'live', ${moment("2026-03-05T10:00:00Z")}, 'GET /x', 200, 2, 3)`,
    );
    await database.query(
      `insert into usage_key_days (key_id, day, status, workspace_id, environment, total, last_accepted_at)
       values ('key_a', ${moment("2026-03-05T00:00:00Z")}, 200, 'ws_1', 'live', 2, ${moment("2026-03-05T10:20:00Z")})`,
    );
    for (let twice = 0; twice < 2; twice += 1) {
      await database.migrate(migrations);
      expect(await readCounts(database)).toEqual(EXPECTED);
    }
    expect((await database.query("select id from request_log order by id")).map(({ id }) => id)).toEqual(
      ROWS.map((_, i) => `req_${i}`),
    );
    await database.end();
  },
);

test("an upgrade counts all rows if none were counted before", async () => {
  const database = dialect === "sqlite" ? sqliteDatabase() : await postgresqlDatabase("UTC");
  await database.migrate(migrationsUpTo("0000_foundation"));
  await insertRows(database);
  await database.migrate(migrations);
  expect(await readCounts(database)).toEqual(EXPECTED);
  await database.end();
});

test("rows stay staged or compacted when checkpoints are introduced, and all are counted when PostgreSQL's staging is dropped", async () => {
  const database = dialect === "sqlite" ? sqliteDatabase() : await postgresqlDatabase("UTC");
  await database.migrate(migrationsUpTo("0002_no_marks"));
  await insertRows(database);
  await database.query("update requests set id = id || '_compacted'");
  await insertRows(database, "arrivals");
  await database.migrate(dialect === "sqlite" ? migrations : migrationsUpTo("0006_key_versions"));
  const ids = async (from: string) =>
    (await database.query(`select id from ${from}`)).map(({ id }) => id).sort();
  const waiting = ROWS.map((_, i) => `req_${i}`);
  expect(await ids("staged")).toEqual(waiting);
  expect(await ids("request_log")).toEqual([...waiting, ...waiting.map((id) => `${id}_compacted`)].sort());
  expect(
    (await database.query("select up_to, key, seq from compaction_checkpoint")).map((row) =>
      Object.values(row).join(),
    ),
  ).toEqual(["0,,0"]);
  if (dialect === "postgresql") {
    await database.migrate(migrations);
    expect(await ids("staged")).toEqual([]);
    expect(await ids("requests")).toEqual([...waiting, ...waiting.map((id) => `${id}_compacted`)].sort());
    expect(await readCounts(database)).toEqual(EXPECTED);
  }
  await database.end();
});

test("the checks of old rows are converted to alternating names and details", async () => {
  const database = dialect === "sqlite" ? sqliteDatabase() : await postgresqlDatabase("UTC");
  await database.migrate(migrationsUpTo("0003_settling"));
  const checks = JSON.stringify([
    { check: "credential", outcome: "passed", detail: "API key lk_live_Ab3d…x7Qa" },
    { check: "limit:plan", outcome: "failed", detail: 'it\'s "full"' },
  ]);
  for (const table of ["requests", "arrivals"]) {
    await insertRows(database, table);
    await database.query(`update ${table} set id = '${table}_' || id`);
    await database.query(`update ${table} set checks = '${checks.replaceAll("'", "''")}' where seq = 2`);
  }
  await database.migrate(migrations);
  for (const table of ["requests", "arrivals"]) {
    const rows = await database.query(
      `select checks from request_log where id like '${table}%' order by id limit 3`,
    );
    const kept = rows.map(({ checks }) => (dialect === "sqlite" ? JSON.parse(checks as string) : checks));
    const flat = ["credential", "API key lk_live_Ab3d…x7Qa", "!limit:plan", 'it\'s "full"'];
    expect(kept).toEqual([[], flat, []]);
  }
  await database.end();
});

test("keys get the user at the start of their chain of creators", async () => {
  const database = dialect === "sqlite" ? sqliteDatabase() : await postgresqlDatabase("UTC");
  await database.migrate(
    migrationsUpTo(dialect === "sqlite" ? "0005_request_log_names" : "0007_request_log_direct"),
  );
  const at = moment("2026-03-05T10:00:00.000Z");
  await database.query("insert into plans (id, name, position) values ('p', 'P', 1)");
  await database.query(
    `insert into workspaces (id, name, plan_id, created_at, key_includes_environment, key_style, rotation_overlap_max_seconds)
     values ('ws', 'W', 'p', ${at}, true, 'hex', 0)`,
  );
  const created: [id: string, type: string, by: string, root: string | null][] = [
    ["key_a", "user", "usr_1", "usr_1"],
    ["key_b", "api_key", "key_a", "usr_1"],
    ["key_c", "api_key", "key_b", "usr_1"],
    ["key_d", "user", "usr_2", "usr_2"],
    ["key_e", "api_key", "key_d", "usr_2"],
    ["key_f", "api_key", "key_deleted", null],
  ];
  for (const [id, type, by] of created)
    await database.query(
      `insert into api_keys (id, workspace_id, environment, hint, scopes, metadata, created_by_type, created_by_id, created_at)
       values ('${id}', 'ws', 'live', '…', '[]', '{}', '${type}', '${by}', ${at})`,
    );
  await database.migrate(migrations);
  const rows = await database.query("select id, root_user_id from api_keys order by id");
  expect(rows.map((row) => [row.id, row.root_user_id])).toEqual(created.map(([id, , , root]) => [id, root]));
  await database.end();
});
