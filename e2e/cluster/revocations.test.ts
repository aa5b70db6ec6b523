import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { hammer } from "#e2e/api/load.ts";
import { setPlan } from "#e2e/api/store.ts";
import { startCluster, type TestCluster } from "#e2e/cluster/cluster.ts";
import { LimitedClients } from "#e2e/cluster/limited-clients.ts";
import { revocationsInWords } from "#e2e/cluster/report.ts";
import { isTimeOver, keep, kept, type RevocationResult } from "#e2e/cluster/results.ts";
import { size } from "#e2e/trials.ts";
import { ensureBuild } from "#scripts/build.ts";
import { type PostgresqlServer, providePostgresql } from "#scripts/postgresql.ts";

const CLIENTS = 64;
const CLOSE_MS = 50;
/** Requests that begin within 50 ms of a revocation's answer, and how many keys are revoked at least. */
const WANTED = size(1000, 20_000);
const REVOCATIONS = size(10, 100);

let postgresql: PostgresqlServer;
let cluster: TestCluster;
let ada: Developer;
let clients: LimitedClients;

beforeAll(async () => {
  await ensureBuild(console.log);
  postgresql = await providePostgresql();
  cluster = await startCluster({ postgresqlUrl: postgresql.url });
  ada = await newDeveloper(cluster.server);
  await setPlan(cluster.server, ada);
  clients = new LimitedClients(cluster.instances);
}, 300_000);

afterAll(async () => {
  clients?.close();
  await cluster?.end();
  await postgresql?.stop();
});

/** Revokes a key at a random instance while 64 clients use it at all instances. */
async function revokeOnce(): Promise<RevocationResult> {
  const { id, secret } = await newKey(cluster.server, ada);
  clients.sent.length = 0;
  let over = false;
  let turn = 0;
  const load = hammer(
    CLIENTS,
    () => over,
    () => clients.ask(secret, turn++),
  );
  await delay(CLOSE_MS + Math.random() * CLOSE_MS);
  const { port } = cluster.instances[randomInt(cluster.instances.length)]!;
  const asked = performance.now();
  const revoked = await call({ url: `http://localhost:${port}` }, "DELETE", `/api/v1/keys/${id}`, {
    token: ada.accessToken,
  });
  const answered = performance.now();
  expect(revoked.status).toBe(200);
  await delay(CLOSE_MS);
  over = true;
  await load;
  const violations = clients.sent.flatMap(({ began, ended, status }) => {
    if (began > answered && status !== 401)
      return [`${status} for a request ${began - answered} ms afterwards`];
    if (ended < asked && status !== 200) return [`${status} for a request before the revocation`];
    return [];
  });
  if (!clients.sent.some(({ status }) => status === 200)) violations.push("the key was never accepted");
  const close = clients.sent.filter(({ began }) => Math.abs(began - answered) < CLOSE_MS);
  const after = close.filter(({ began }) => began > answered);
  return { close: close.length, after: after.length, violations };
}

test("a key that was revoked at one instance is rejected by all, in requests that begin after the answer", async () => {
  const all = kept("revocations");
  const isDone = () => all.length >= REVOCATIONS && all.reduce((sum, { close }) => sum + close, 0) >= WANTED;
  while (!isDone() && !isTimeOver()) {
    const result = await revokeOnce();
    keep("revocations", result);
    all.push(result);
  }
  console.log(revocationsInWords(all));
  expect(all.flatMap(({ violations }) => violations)).toEqual([]);
}, 1_200_000);
