import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
import { end, root, run, start } from "#scripts/processes.ts";

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

/** What a configuration says instead of the test's own addresses. Each has to be in it. */
type Instead = Record<string, string>;

function replaced(text: string, instead: Instead): string {
  for (const [from, to] of Object.entries(instead)) {
    if (!text.includes(from)) throw new Error(`There is no "${from}" in the configuration`);
    text = text.replaceAll(from, to);
  }
  return text;
}

interface Balancer {
  /** The pages and the API. */
  url: string;
  /** Where the gates of both instances are, if this proxy balances them. */
  gateUrl?: string;
  stop(): Promise<void>;
}

const hostOf = (url: string) => `127.0.0.1:${new URL(url).port}`;

/** HAProxy with the file of compose.yaml. */
async function balanceWithHaproxy([first, second]: [Instance, Instance]): Promise<Balancer> {
  const [port, gatePort] = [await freePort(), await freePort()];
  const file = join(folder, "haproxy.cfg");
  const text = replaced(readFileSync(join(root, "deploy/haproxy-cluster.cfg"), "utf8"), {
    "bind :3000": `bind 127.0.0.1:${port}`,
    "bind :3001": `bind 127.0.0.1:${gatePort}`,
    " latchkey:3000": ` ${hostOf(first.url)}`,
    " latchkey2:3000": ` ${hostOf(second.url)}`,
    " latchkey:3001": ` ${hostOf(first.gateUrl)}`,
    " latchkey2:3001": ` ${hostOf(second.gateUrl)}`,
  });
  writeFileSync(file, text);
  const { code, output } = await run(inject("programs").haproxy, ["-c", "-f", file]);
  expect([code, output]).toEqual([0, expect.not.stringContaining("WARNING")]);
  const stop = await started("haproxy", ["-db", "-f", file], port);
  return { url: `http://127.0.0.1:${port}`, gateUrl: `http://127.0.0.1:${gatePort}`, stop };
}

/** Caddy as the page about scaling shows it. */
async function balanceWithCaddy([first, second]: [Instance, Instance]): Promise<Balancer> {
  const port = await freePort();
  const file = join(folder, "Caddyfile");
  const page = readFileSync(join(root, "content/docs/self-hosting/scaling.mdx"), "utf8");
  const text = replaced(/^```caddyfile\n([\s\S]*?)^```$/m.exec(page)![1]!, {
    "keys.example.com {": `{\n\tadmin off\n}\nhttp://127.0.0.1:${port} {\n\tbind 127.0.0.1`,
    "10.0.0.1:3000": hostOf(first.url),
    "10.0.0.2:3000": hostOf(second.url),
  });
  writeFileSync(file, text);
  const stop = await started("caddy", ["run", "--config", file, "--adapter", "caddyfile"], port);
  return { url: `http://127.0.0.1:${port}`, stop };
}

async function started(program: "haproxy" | "caddy", args: string[], port: number) {
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = start(inject("programs")[program], args, { cwd: folder, stdio: "ignore", env });
  await expect.poll(() => accepts(port), { timeout: 10_000 }).toBe(true);
  return () => end(child);
}

const BALANCERS = { HAProxy: balanceWithHaproxy, Caddy: balanceWithCaddy };

const isReady = async ({ url }: Instance) => (await fetch(`${url}/readyz`).catch(() => null))?.status === 200;

test.each(Object.entries(BALANCERS))(
  "while instances behind %s are restarted one after the other, no request fails",
  async (_, balance) => {
    const both = cluster.instances as [Instance, Instance];
    const [first] = both;
    const ada = await newDeveloper(first);
    await setPlan(first, ada);
    const { id: keyId, secret: key } = await newKey(first, ada);
    const { secret: gateKey } = await newKey(first, ada);
    await expect
      .poll(async () => Promise.all(cluster.instances.map(isReady)), { timeout: 30_000 })
      .toEqual([true, true]);
    const balancer = await balance(both);
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
    const asking = hammer(
      balancer.gateUrl ? 4 : 0,
      () => over,
      async () => {
        const answer = await fetch(`${balancer.gateUrl}/gate`, { headers: { "x-api-key": gateKey } });
        await answer.arrayBuffer();
        answers.push(String(answer.status));
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
        // The proxy has to notice.
        await delay(1000);
      }
    } finally {
      over = true;
      await Promise.all([reading, asking, writing]);
      await balancer.stop();
    }
    expect([...new Set(answers)].sort()).toEqual(["200", "201"]);
    const logged = await query(first, "select id from requests where key_id = $1 and path = '/api/v1/me'", [
      keyId,
    ]);
    expect(logged.map(({ id }) => String(id)).sort()).toEqual(made.toSorted());
  },
  120_000,
);
