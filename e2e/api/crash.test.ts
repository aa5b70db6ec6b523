import { randomInt } from "node:crypto";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";
import { account, newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { requestLogOf, setPlan } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const KILLS = 5;
const CLIENTS = 24;
const { dialect } = inject("server");
const postgresqlUrl = inject("postgresqlUrl");
let server: OwnServer;
let ada: Developer;

beforeAll(async () => {
  server = await startTestServer({ dialect, postgresqlUrl, env: { TRUSTED_PROXIES: "127.0.0.1" } });
  ada = await newDeveloper(server);
  await setPlan(server, ada);
});

afterAll(() => server?.end());

const me = (key: string) => call(server, "GET", "/api/v1/me", { key });

/** What clients saw of one key's requests. */
interface Seen {
  accepted: string[];
  unanswered: number;
}

/** Fires at the key until the server is gone: every client ends with its first request that is not answered. */
async function fireUntilGone(secrets: string[], seen: Seen[]): Promise<void> {
  let gone = false;
  await hammer(
    CLIENTS,
    () => gone,
    async (client) => {
      const of = seen[client % secrets.length]!;
      try {
        const { status, headers } = await me(secrets[client % secrets.length]!);
        if (status === 200) of.accepted.push(headers.get("request-id")!);
      } catch {
        of.unanswered += 1;
        gone = true;
      }
    },
  );
}

test(`kill -9 under load, ${KILLS} times: no accepted request is lost or doubled, and no limit starts afresh`, async () => {
  const LIMIT = 300;
  const busy = await newKey(server, ada);
  const limited = await newKey(server, ada, { rate_limit: { requests: LIMIT, window_seconds: 3600 } });
  const full = await newKey(server, ada, { rate_limit: { requests: 3, window_seconds: 3600 } });
  for (let i = 0; i < 3; i += 1) expect((await me(full.secret)).status).toBe(200);
  const seen: Seen[] = [busy, limited].map(() => ({ accepted: [], unanswered: 0 }));

  for (let kill = 0; kill < KILLS; kill += 1) {
    const firing = fireUntilGone([busy.secret, limited.secret], seen);
    await delay(randomInt(150, 500));
    await server.kill();
    await firing;
    await server.restart();
    expectProblem(await me(full.secret), 429, "rate_limited", "key");
  }

  for (const [i, { id }] of [busy, limited].entries()) {
    const { accepted, unanswered } = seen[i]!;
    const rows = (await requestLogOf(server, id)).filter(({ status }) => status === 200);
    const ids = rows.map((row) => row.id);
    expect(accepted.length).toBeGreaterThan(KILLS);
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(ids);
    expect(accepted.filter((requestId) => !known.has(requestId))).toEqual([]);
    expect(rows.length - accepted.length).toBeLessThanOrEqual(unanswered);
    expect(unanswered).toBeLessThanOrEqual(KILLS * CLIENTS);
  }
  expect(seen[1]!.accepted.length).toBeLessThanOrEqual(LIMIT);
  expect((await requestLogOf(server, limited.id)).filter(({ cost }) => cost > 0).length).toBeLessThanOrEqual(
    LIMIT,
  );
});

test("a second instance on the same store refuses to start, and says why", async () => {
  const second = startTestServer({ dialect, postgresqlUrl, env: { DATABASE_URL: server.databaseUrl } });
  await expect(second).rejects.toThrow(
    /ended while it started \(1\)[\s\S]*Another Latchkey runs on this database/,
  );
  const { secret } = await newKey(server, ada);
  expect((await me(secret)).status).toBe(200);
});

test("SIGTERM drains: whatever was sent before is answered whole, and the process ends by itself", async () => {
  const { secret } = await newKey(server, ada);
  // Each of these hashes a password, two at a time: most of them are still waiting when the signal comes.
  const slow = Array.from({ length: 24 }, () => account(server, "signup", newPerson()));
  let [stopping, firing] = [false, true];
  const cut: string[] = [];
  const clients = hammer(
    8,
    () => !firing,
    async () => {
      const sentBefore = !stopping;
      const response = await fetch(`${server.url}/api/v1/me`, { headers: { "x-api-key": secret } }).catch(
        () => null,
      );
      if (!response) {
        if (sentBefore) cut.push("unanswered");
        firing = false;
      } else await response.text().catch(() => cut.push("half answered"));
    },
  );
  await delay(150);
  const child = server.process;
  const exited = once(child, "exit");
  const start = performance.now();
  stopping = true;
  child.kill("SIGTERM");

  const answers = await Promise.all(slow);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
  expect(await exited).toEqual([0, null]);
  expect(performance.now() - start).toBeLessThan(10_000);
  firing = false;
  await clients;
  expect(cut).toEqual([]);
  await expect(me(secret)).rejects.toThrow();
  await server.restart();
  expect((await me(secret)).status).toBe(200);
});
