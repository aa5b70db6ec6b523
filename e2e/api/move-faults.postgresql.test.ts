import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import Database from "better-sqlite3";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectSameRows } from "#e2e/api/two-databases.ts";
import { createDatabase } from "#e2e/database.ts";
import { cli, shell } from "#e2e/operator.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { trials } from "#e2e/trials.ts";
import { freePort } from "#scripts/free-port.ts";
import { bin, type Ended, end, root, start } from "#scripts/processes.ts";

const ROWS = 20_000;
const folder = mkdtempSync(join(tmpdir(), "latchkey-move-"));
const preload = pathToFileURL(join(root, "e2e/processes/kill-at-write.mjs")).href;
const writesFile = join(folder, "writes");
const postgresqlUrl = inject("postgresqlUrl");

let server: OwnServer;
let file: string;
let target: Awaited<ReturnType<typeof createDatabase>>;

beforeAll(async () => {
  server = await startTestServer({ dialect: "sqlite", env: { LOCK_WAIT_SECONDS: "2" } });
  file = server.databaseUrl.slice("file:".length);
  const ada = await newDeveloper(server);
  const { id } = await newKey(server, ada);
  await server.stop();
  addRequests(id);
}, 60_000);
afterAll(async () => {
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  target = await createDatabase(postgresqlUrl);
});
afterEach(() => target.drop());

/** Adds requests of a key to the log, as if they were compacted long ago. */
function addRequests(keyId: string): void {
  const database = new Database(file);
  database.exec(`
    with recursive n (i) as (select 1 union all select i + 1 from n where i < ${ROWS})
    insert into requests (id, at, workspace_id, environment, key_id, hint, method, path, route, status, cost, latency_micros, user_agent, checks)
    select printf('req_%025d', i), 1790000000000 + i * 60000, k.workspace_id, 'live', k.id, k.hint, 'GET', '/x?"{' || i || '\\}', '/x', 200, 1, i,
      case i % 3 when 0 then null when 1 then '' else 'agent ''"\\ ü🦆' end, '["key","valid","quo\\"ted"]'
    from n cross join api_keys k where k.id = '${keyId}'`);
  database.close();
}

const move = (...more: string[]) => cli(server, "move", "--to", target.url, "--json", ...more);

/** Runs the move, and kills it once `when` is true. Returns false if it ended before. */
async function moveKilled(when: (move: ChildProcess) => Promise<boolean>): Promise<boolean> {
  const settings = { ...process.env, APP_URL: server.url, DATA_DIR: server.dataDir, ENV_FILE: "" };
  const env = { ...settings, DATABASE_URL: server.databaseUrl };
  const child = start(bin("node"), ["scripts/cli.ts", "move", "--to", target.url], { env, stdio: "ignore" });
  while (child.exitCode === null && !(await when(child))) await delay(5);
  const ended = child.exitCode !== null;
  await end(child, "SIGKILL");
  return !ended;
}

async function inTarget(sql: string) {
  const client = new pg.Client({ connectionString: target.url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
const copiedRequests = () =>
  inTarget("select rows::int from latchkey_move.tables where name = 'requests'").then(
    ([row]) => (row?.rows as number | undefined) ?? 0,
    () => 0,
  );

function expectMoved({ code, stdout, output }: Ended) {
  expect(code, output).toBe(0);
  return JSON.parse(stdout);
}

/** A start of the server on the database that is half moved. */
const serve = async () =>
  shell(server, `exec ${bin("node")} server.ts`, {
    DATABASE_URL: target.url,
    PORT: String(await freePort()),
    GATE_PORT: String(await freePort()),
  });

test("a move that is killed while it copies goes on with the rows that are missing", async () => {
  expect(await moveKilled(async () => (await copiedRequests()) > 0)).toBe(true);
  const copied = await copiedRequests();
  expect(copied).toBeLessThan(ROWS);
  const [{ n }] = (await inTarget("select count(*)::int as n from requests")) as [{ n: number }];
  expect(n).toBe(copied);
  expect(expectMoved(await move())).toMatchObject({ resumed: true });
  expect((await expectSameRows(file, target.url)).requests).toBeGreaterThanOrEqual(ROWS);
}, 60_000);

test(
  "a move that is killed at random moments, again and again, ends right",
  async () => {
    for (let trial = 0; trial < trials(2); trial += 1) {
      await emptyTarget();
      for (let kill = 0; kill < 3; kill += 1) {
        const until = performance.now() + 300 + Math.random() * 2500;
        await moveKilled(async () => performance.now() > until);
      }
      expectMoved(await move());
      await expectSameRows(file, target.url);
    }
  },
  120_000 * trials(1),
);

test(
  "a move that is killed before any of its writes ends right, and no server starts in between",
  async () => {
    const words = `node_modules/.bin/node --import ${preload} scripts/cli.ts move --to ${target.url} --json`;
    const killedAt = (write: number) =>
      shell(server, words, { KILL_AT_WRITE: String(write), WRITES_FILE: writesFile });
    expect((await killedAt(0)).code).toBe(0);
    const writes = Number(readFileSync(writesFile, "utf8").trim());
    expect(writes).toBeGreaterThan(30);
    // The last one finishes the move.
    const random = Array.from({ length: trials(4) }, () => 1 + Math.floor(Math.random() * writes));
    for (const write of [...random, writes]) {
      await emptyTarget();
      expect((await killedAt(write)).code, `write ${write} of ${writes}`).not.toBe(0);
      const [record] = await inTarget("select to_regclass('latchkey_move.moves') as name");
      if (record!.name)
        expect((await serve()).output, `write ${write}`).toContain("only half moved from SQLite");
      expectMoved(await move());
      await expectSameRows(file, target.url);
    }
  },
  120_000 * trials(1),
);

/** Another empty database under the same URL. */
async function emptyTarget(): Promise<void> {
  await inTarget("drop schema if exists latchkey_move, drizzle, public cascade; create schema public");
}

test("while a move is unfinished, no command uses its database, and doctor says why", async () => {
  await moveKilled(async () => (await copiedRequests()) > 0);
  const onTarget = { ...server, databaseUrl: target.url };
  const list = await cli(onTarget, "user", "list");
  expect(list).toMatchObject({ code: 1, output: expect.stringContaining("only half moved from SQLite") });
  const doctor = await cli(onTarget, "doctor", "--json");
  expect(JSON.parse(doctor.stdout)).toContainEqual(
    expect.objectContaining({ check: "tables", found: "they are only half moved from SQLite" }),
  );
}, 60_000);

test("if SQLite has changed since an interruption, the move starts over", async () => {
  expect(await moveKilled(async () => (await copiedRequests()) > 0)).toBe(true);
  await server.restart();
  await newKey(server, await newDeveloper(server));
  await server.stop();
  expect(expectMoved(await move())).toMatchObject({ resumed: false });
  await expectSameRows(file, target.url);
}, 60_000);

test("rows that were changed in PostgreSQL are found, and the next run starts over", async () => {
  expect(await moveKilled(async () => (await copiedRequests()) > 2000)).toBe(true);
  await inTarget("update requests set latency_micros = 7 where latency_micros = 1000");
  const { code, output } = await move();
  expect({ code, output }).toMatchObject({
    code: 1,
    output: expect.stringContaining(
      `requests req_${"1000".padStart(25, "0")} isn't the same in both databases`,
    ),
  });
  expect(expectMoved(await move())).toMatchObject({ resumed: false });
  await expectSameRows(file, target.url);
}, 60_000);

test("if the connection to PostgreSQL is lost, the move says how to go on", async () => {
  const settings = { LOCK_WAIT_SECONDS: "0" };
  const running = shell(server, `npm run -s cli -- move --to '${target.url}'`, settings);
  while ((await copiedRequests()) === 0) await delay(5);
  await inTarget(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  const { code, output } = await running;
  expect({ code, output }).toMatchObject({
    code: 1,
    output: expect.stringMatching(
      /^The move was interrupted: .+\. Run the same command again: it goes on from there\.$/m,
    ),
  });
  expect(expectMoved(await move())).toMatchObject({ resumed: true });
}, 60_000);

test("SQLite can't be changed during a move", async () => {
  const seen: Ended[] = [];
  await moveKilled(async (move) => {
    if ((await copiedRequests()) === 0) return false;
    move.kill("SIGSTOP");
    seen.push(await cli(server, "plan", "create", "meanwhile"));
    return true;
  });
  expect(seen).toEqual([expect.objectContaining({ code: 1, output: expect.stringContaining("locked") })]);
}, 60_000);

/** What a refused move says. It changes nothing. */
async function refusal(url: string, env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, output } = await shell(server, `npm run -s cli -- move --to '${url}'`, env);
  expect({ code, stdout }, output).toEqual({ code: 1, stdout: "" });
  expect(await inTarget("select to_regclass('latchkey_move.moves') as name")).toEqual([{ name: null }]);
  return output.trimEnd();
}

const changed = (change: (url: URL) => void) => {
  const url = new URL(target.url);
  change(url);
  return url.href;
};

test("each reason not to move is one sentence, without the password", async () => {
  const { host, pathname, password } = new URL(target.url);
  const place = `${host}${pathname}`;
  expect(
    await refusal(
      changed((url) => {
        url.port = "9";
      }),
    ),
  ).toMatch(
    /^Can't connect to PostgreSQL at 127\.0\.0\.1:9\/latchkey_test_\w+: connect ECONNREFUSED 127\.0\.0\.1:9\.$/,
  );
  const wrong = await refusal(
    changed((url) => {
      url.password = "wrong-one";
    }),
  );
  expect(wrong).toBe(
    `Can't connect to PostgreSQL at ${place}: password authentication failed for user "latchkey".`,
  );
  expect(await refusal(target.url, { DATABASE_URL: target.url })).toBe(
    "DATABASE_URL is already PostgreSQL. This command moves an installation from SQLite.",
  );
  await inTarget("create table notes (id int)");
  expect(await refusal(target.url)).toBe(
    `The database at ${place} isn't empty: it has a table notes. Create an empty database for the move.`,
  );
  await inTarget("drop table notes");
  await inTarget("create role reader login password 'reader'");
  const reader = changed((url) => Object.assign(url, { username: "reader", password: "reader" }));
  expect(await refusal(reader)).toBe(
    `This user can't create schemas and tables in the database at ${place}. Make the user its owner.`,
  );
  await inTarget("drop role reader");
  await inTarget(`alter database "${pathname.slice(1)}" set default_transaction_read_only = on`);
  expect(await refusal(target.url)).toContain("is read-only. Connect to the primary server");
  expect(password).not.toBe("");
}, 60_000);

test("a wrong URL is wrong usage, and isn't repeated, because it can have a password", async () => {
  for (const url of [
    "mysql://ada:secret@127.0.0.1/x",
    "postgres://ada:a@sec/ret@127.0.0.1/x",
    "latchkey.db",
    "file:/tmp/other.db",
  ]) {
    const { code, output } = await cli(server, "move", "--to", url);
    expect({ code, output }).toEqual({
      code: 2,
      output: `--to must be a URL such as postgresql://user@host/database, with special characters percent-encoded.
Run npm run cli -- help move
`,
    });
  }
});

test("a database that a server uses is refused, on both sides", async () => {
  await server.restart();
  expect(await refusal(target.url, { LOCK_WAIT_SECONDS: "0" })).toBe(
    "A Latchkey server or another move uses this SQLite database. Stop it, then run this command again.",
  );
  await server.stop();
  const client = new pg.Client({ connectionString: target.url });
  await client.connect();
  await client.query("select pg_advisory_lock(7263002)");
  expect(await refusal(target.url, { LOCK_WAIT_SECONDS: "0" })).toMatch(
    /^A Latchkey server or another move uses the database at /,
  );
  await client.end();
}, 60_000);

test("the unfinished move of another installation is refused", async () => {
  await moveKilled(async () => (await copiedRequests()) > 0);
  await inTarget("update latchkey_move.moves set installation = 'ws_other'");
  const { code, output } = await move();
  expect({ code, output }).toMatchObject({
    code: 1,
    output: expect.stringContaining("has the unfinished move of another installation"),
  });
}, 60_000);

test("tables of an older version are refused", async () => {
  const database = new Database(file);
  const [last] = database
    .prepare(
      "select rowid as id, hash, created_at from __drizzle_migrations order by created_at desc limit 1",
    )
    .all() as { id: number; hash: string; created_at: number }[];
  database.prepare("delete from __drizzle_migrations where rowid = ?").run(last!.id);
  try {
    expect(await refusal(target.url)).toBe(
      "The database has the tables of an older version. Start this version's server once.",
    );
  } finally {
    database
      .prepare("insert into __drizzle_migrations (hash, created_at) values (@hash, @created_at)")
      .run(last!);
    database.close();
  }
});

const UNSTORABLE = [
  [
    "workspaces",
    "name",
    "a\0b",
    /workspaces ws_\w+: invalid byte sequence for encoding "UTF8": 0x00\. Change/,
  ],
  [
    "audit_events",
    "changes",
    "[".repeat(20_000) + "]".repeat(20_000),
    /audit_events evt_\w+: stack depth limit/,
  ],
] as const;

test.each(UNSTORABLE)(
  "a row of %s whose %s PostgreSQL can't store is named, and the move goes on once it is corrected",
  async (table, column, value, expected) => {
    const database = new Database(file);
    const first = `(select min(rowid) from ${table})`;
    const right = database.prepare(`select ${column} from ${table} where rowid = ${first}`).pluck().get();
    const change = database.prepare(`update ${table} set ${column} = ? where rowid = ${first}`);
    change.run(value);
    try {
      const { code, output } = await move();
      expect({ code, output }).toMatchObject({ code: 1, output: expect.stringMatching(expected) });
      expect(output).toContain("PostgreSQL can't store");
    } finally {
      change.run(right);
      database.close();
    }
    expectMoved(await move());
    await expectSameRows(file, target.url);
  },
  60_000,
);
