import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { cli } from "#e2e/operator.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";
import { size } from "#e2e/trials.ts";

const KILLS = size(2, 30);
const { dialect } = inject("server");
let server: OwnServer;
let ada: Developer;

beforeAll(async () => {
  const env = { TRUSTED_PROXIES: "127.0.0.1", LOCK_WAIT_SECONDS: "30" };
  server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl"), env });
  ada = await newDeveloper(server);
  await setPlan(server, ada);
});

afterAll(() => server?.end());

/** Creates keys until the server is killed. Returns the IDs of the answered ones. */
async function createUntilKilled(): Promise<string[]> {
  const created: string[] = [];
  let gone = false;
  const load = hammer(
    4,
    () => gone,
    async () => {
      try {
        const { status, body } = await call(server, "POST", "/api/v1/keys", {
          token: ada.accessToken,
          body: {},
        });
        if (status === 201) created.push(body.data.id);
      } catch {
        gone = true;
      }
    },
  );
  await delay(700);
  await server.kill();
  await load;
  return created;
}

const verify = async () => JSON.parse((await cli(server, "audit", "verify", "--json")).stdout);

test("kill -9 under load: every answered change has its event, each change one, and the chain stays valid", {
  timeout: 120_000 * KILLS,
}, async () => {
  const created: string[] = [];
  for (let kills = 0; kills < KILLS; kills += 1) {
    created.push(...(await createUntilKilled()));
    expect((await verify()).misfit).toBeNull();
    await server.restart();
  }
  await expect.poll(async () => (await verify()).unsealed, { timeout: 30_000, interval: 500 }).toBe(0);
  expect(await verify()).toMatchObject({ misfit: null });
  const events = await query(server, "select target_id from audit_events where action = 'key.created'");
  const keys = await query(server, "select id from api_keys");
  expect(events.map((row) => row.target_id).sort()).toEqual(keys.map(({ id }) => id).sort());
  expect(created.length).toBeGreaterThan(KILLS);
  const stored = new Set(keys.map(({ id }) => id));
  expect(created.filter((id) => !stored.has(id))).toEqual([]);
});
