import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { type Cluster, type Instance, startCluster } from "#e2e/api/instances.ts";
import { hammer } from "#e2e/api/load.ts";
import { query, setPlan } from "#e2e/api/store.ts";
import { accepts } from "#e2e/test-server.ts";
import { freePort } from "#scripts/free-port.ts";
import { type OwnPostgresqlServer, ownPostgresql } from "#scripts/postgresql.ts";
import { end, start } from "#scripts/processes.ts";

const folder = mkdtempSync(join(tmpdir(), "latchkey-rolling-"));
let postgresql: OwnPostgresqlServer;
let cluster: Cluster;

beforeAll(async () => {
  postgresql = await ownPostgresql();
  cluster = await startCluster(postgresql.url, 2);
});

afterAll(async () => {
  await cluster?.end();
  await postgresql?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** An HAProxy in front of the instances, which asks each of them twice a second whether it is ready. */
async function balance(instances: Instance[]) {
  const port = await freePort();
  const servers = instances.map(({ url }, i) => `  server latchkey${i} 127.0.0.1:${new URL(url).port} check`);
  writeFileSync(
    join(folder, "haproxy.cfg"),
    `defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  option redispatch
  option forwardfor
frontend clients
  bind 127.0.0.1:${port}
  default_backend instances
backend instances
  balance roundrobin
  option httpchk GET /readyz
  default-server inter 500ms fall 1 rise 1
${servers.join("\n")}
`,
  );
  const child = start(inject("programs").haproxy, ["-db", "-f", join(folder, "haproxy.cfg")], {
    cwd: folder,
    stdio: "ignore",
  });
  await expect.poll(() => accepts(port), { timeout: 10_000 }).toBe(true);
  return { url: `http://127.0.0.1:${port}`, stop: () => end(child) };
}

const isReady = async ({ url }: Instance) => (await fetch(`${url}/readyz`).catch(() => null))?.status === 200;

test("while instances behind HAProxy are restarted one after the other, no request fails", async () => {
  const [first] = cluster.instances as [Instance];
  const ada = await newDeveloper(first);
  await setPlan(first, ada);
  const { id: keyId, secret: key } = await newKey(first, ada);
  await expect
    .poll(async () => Promise.all(cluster.instances.map(isReady)), { timeout: 30_000 })
    .toEqual([true, true]);
  const balancer = await balance(cluster.instances);
  const answers: string[] = [];
  const made: string[] = [];
  let over = false;
  const reading = hammer(
    6,
    () => over,
    async () => {
      const answer = await call(balancer, "GET", "/api/v1/me", { key });
      answers.push(String(answer.status));
      made.push(answer.headers.get("request-id")!);
    },
  );
  const writing = hammer(
    2,
    () => over,
    async () => {
      const body = { name: "rolling" };
      const created = await call(balancer, "POST", "/api/v1/keys", { token: ada.accessToken, body });
      answers.push(String(created.status));
      await call(balancer, "DELETE", `/api/v1/keys/${created.body.data.id}`, { token: ada.accessToken });
    },
  );
  try {
    await delay(1000);
    for (const instance of cluster.instances) {
      await instance.stop();
      await instance.start();
      await expect.poll(() => isReady(instance), { timeout: 30_000 }).toBe(true);
      // HAProxy has to notice.
      await delay(1000);
    }
  } finally {
    over = true;
    await Promise.all([reading, writing]);
    await balancer.stop();
  }
  expect([...new Set(answers)].sort()).toEqual(["200", "201"]);
  const logged = await query(first, "select id from requests where key_id = $1 and path = '/api/v1/me'", [
    keyId,
  ]);
  expect(logged.map(({ id }) => String(id)).sort()).toEqual(made.toSorted());
}, 120_000);
