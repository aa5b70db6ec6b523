import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PREVIOUS_VERSION } from "#db/previous-version.ts";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { leadersOf } from "#e2e/api/instances.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { MixedLoad } from "#e2e/cluster/mixed-load.ts";
import { buildPreviousVersion, lastMigrationOf, withMigration } from "#e2e/cluster/versions.ts";
import {
  prepareServer,
  spawnServer,
  type TestServer,
  untilAnswering,
  type Version,
} from "#e2e/test-server.ts";
import { startRedis, type TestRedis } from "#e2e/unit/redis.ts";
import { ensureBuild } from "#scripts/build.ts";
import { freePort } from "#scripts/free-port.ts";
import { type PostgresqlServer, providePostgresql } from "#scripts/postgresql.ts";
import { end } from "#scripts/processes.ts";

const LIMIT = 2000;
const PATIENCE = { timeout: 60_000, interval: 50 };

/** As a later version could change them: a column that each of these tables needs, new triggers, and a new table. */
const CHANGED = [
  "api_keys",
  "key_secrets",
  "workspaces",
  "plans",
  "users",
  "sessions",
  "members",
  "requests",
];
const MIGRATION = [
  ...CHANGED.map((table) => `ALTER TABLE "${table}" ADD COLUMN "planted" integer DEFAULT 0 NOT NULL`),
  `CREATE TABLE "planted" ("id" text PRIMARY KEY NOT NULL)`,
  // What says that the triggers are those of this version, so they are created again.
  "COMMENT ON FUNCTION lock_plan_of_workspace() IS 'of another version'",
];

let postgresql: PostgresqlServer;
let redis: TestRedis;
let previous: Version;
let present: ReturnType<typeof withMigration>;

beforeAll(async () => {
  await ensureBuild(console.log);
  previous = await buildPreviousVersion();
  present = withMigration(MIGRATION);
  [postgresql, redis] = [await providePostgresql(), await startRedis()];
}, 600_000);

afterAll(async () => {
  present?.remove();
  await redis?.stop();
  await postgresql?.stop();
});

/** Instances of both versions on an empty database. */
async function prepare(env: Record<string, string>) {
  const shared = {
    CLUSTER: "1",
    AUTH_SECRET: "a secret that all instances of the test share",
    TRUSTED_PROXIES: "127.0.0.1,::1",
    POSTS_PER_NETWORK_MINUTE: "0",
    ...env,
  };
  const { server, settings, remove } = await prepareServer({
    dialect: "postgresql",
    postgresqlUrl: postgresql.url,
    env: shared,
  });
  const started: ChildProcess[] = [];
  const start = async (version: Version) => {
    const [port, gatePort] = [await freePort(), await freePort()];
    const instance: TestServer = {
      ...server,
      url: `http://localhost:${port}`,
      gateUrl: `http://127.0.0.1:${gatePort}`,
      logFile: join(server.dataDir, "..", `instance-${started.length}.log`),
    };
    const own = { ...settings, PORT: String(port), GATE_PORT: String(gatePort) };
    const child = spawnServer(own, instance.logFile, undefined, version);
    started.push(child);
    await untilAnswering(child, instance, true);
    return { ...instance, stop: () => end(child) };
  };
  const endAll = async () => {
    await Promise.all(started.map((child) => end(child)));
    await remove();
  };
  return { start, endAll };
}

test("the previous version has the migrations that the check believes it has", () => {
  expect(lastMigrationOf(previous)).toBe(PREVIOUS_VERSION.lastMigration);
});

test.each(["PostgreSQL", "Redis"])(
  "while this version replaces the previous one, no request fails and limits are exact, counting in %s",
  async (store) => {
    const { start, endAll } = await prepare(store === "Redis" ? { REDIS_URL: redis.url } : {});
    try {
      const first = await start(previous);
      const ada = await newDeveloper(first);
      await setPlan(first, ada);
      const limit = { rate_limit: { requests: LIMIT, window_seconds: 3600 } };
      const [steady, limited] = [await newKey(first, ada), await newKey(first, ada, limit)];
      const counting = async () => (await query(first, "select store from epochs"))[0]?.store;
      await expect.poll(counting, PATIENCE).toBe(store.toLowerCase());
      const load = new MixedLoad([first], ada, { steady: steady.secret, limited: limited.secret });
      await expect.poll(() => load.accepted, PATIENCE).toBeGreaterThan(50);

      const next = await start(present);
      load.add(next);
      await expect.poll(() => load.created > 10 || load.failures.length > 0, PATIENCE).toBe(true);
      expect(load.failures).toEqual([]);
      await load.exhaust();
      expect(Math.min(...[first, next].map(({ url }) => load.answered[url] ?? 0))).toBeGreaterThan(100);

      await load.remove(first);
      await first.stop();
      await expect.poll(async () => (await leadersOf([next])).length, PATIENCE).toBe(1);
      await load.exhaust();
      await load.end();

      const rows = await query(
        next,
        "select count(*)::int as n from requests where key_id = $1 and cost > 0",
        [limited.id],
      );
      expect(load.failures).toEqual([]);
      expect([load.accepted, rows[0]!.n]).toEqual([LIMIT, LIMIT]);
      expect(await query(next, "select count(*)::int as n from planted")).toEqual([{ n: 0 }]);
    } finally {
      await endAll();
    }
  },
  300_000,
);
