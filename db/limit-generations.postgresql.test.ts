import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EPOCH_LOCK } from "#db/cluster/epoch-functions.ts";
import { keyOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";

let people = 0;
let id: string;
let workspaceId: string;
let appending: pg.Client;
let changing: pg.Client;

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL! });
  await client.connect();
  return client;
}

beforeEach(async () => {
  people += 1;
  const ada = await person(`ada-${people}`);
  workspaceId = ada.workspaceId;
  ({ id } = await keyOf(ada));
  [appending, changing] = await Promise.all([connect(), connect()]);
});
afterEach(async () => {
  await Promise.all([appending.end(), changing.end()]);
});

const append = () => appending.query(`begin; select pg_advisory_xact_lock_shared(${EPOCH_LOCK})`);
const SETTING: [what: string, statement: () => string][] = [
  ["a key", () => `update api_keys set limit_requests = 5, limit_window_seconds = 60 where id = '${id}'`],
  ["a workspace", () => `update workspaces set own_monthly_quota = 5 where id = '${workspaceId}'`],
  [
    "a plan",
    () =>
      "update plans set monthly_quota = null where id = 'trial'; update plans set monthly_quota = 5 where id = 'trial'",
  ],
];

test.each(SETTING)("setting a limit of %s waits for appends in progress", async (_, statement) => {
  await append();
  let done = false;
  const change = changing.query(statement()).then(() => {
    done = true;
  });
  await delay(200);
  expect(done).toBe(false);
  await appending.query("commit");
  await change;
  expect(done).toBe(true);
});

test.each(SETTING)(
  "setting a limit of %s lets requests be appended until its commit",
  async (_, statement) => {
    await changing.query(`begin; ${statement()}`);
    await appending.query("set lock_timeout = '1s'");
    await append();
    await appending.query("commit");
    await changing.query("commit");
  },
);

test("changing a limit or removing it waits for nothing", async () => {
  for (const [, statement] of SETTING) await changing.query(statement());
  await append();
  await changing.query("set lock_timeout = '1s'");
  await changing.query(
    `update api_keys set limit_requests = 6, limit_window_seconds = 90 where id = '${id}'`,
  );
  await changing.query(`update api_keys set limit_requests = null where id = '${id}'`);
  await changing.query(`update workspaces set own_monthly_quota = 6 where id = '${workspaceId}'`);
  await changing.query(`update workspaces set own_monthly_quota = null where id = '${workspaceId}'`);
  await changing.query("update plans set monthly_quota = null where id = 'trial'");
  await appending.query("commit");
});
