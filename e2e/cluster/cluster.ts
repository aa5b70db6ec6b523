import type { ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { TcpProxy } from "#e2e/cluster/tcp-proxy.ts";
import { prepareServer, spawnServer, type TestServer, untilAnswering } from "#e2e/test-server.ts";
import { freePort } from "#scripts/free-port.ts";
import { end, root } from "#scripts/processes.ts";

/** One process of a cluster under test. */
export interface ClusterInstance {
  name: string;
  dataDir: string;
  port: number;
  gatePort: number;
  /** The way from this instance to PostgreSQL. */
  toPostgresql: TcpProxy;
  /** The way to Redis. Leads nowhere without one, or if there are several servers. */
  toRedis: TcpProxy;
  readonly process: ChildProcess;
  /** How far its machine's clock is off. */
  setClock(offsetMs: number): void;
  /** SIGTERM unless told otherwise, then waits for the exit. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again; stops it first if it still runs. */
  restart(): Promise<void>;
}

/** Several instances on one database, behind a switch that hands each new connection to the next instance. */
export interface TestCluster {
  /** What a client of the switch sees. `databaseUrl` doesn't go through a proxy; `dataDir` is that of the first instance. */
  server: TestServer;
  instances: ClusterInstance[];
  /** Stops everything, and removes the database and all files. */
  end(): Promise<void>;
}

export interface ClusterOptions {
  postgresqlUrl: string;
  /** Where the instances count. Without it, in PostgreSQL. */
  redisUrl?: string;
  /** In addition to the settings that every test server gets. */
  env?: Record<string, string>;
  /** Waits for Next too. */
  waitForPages?: boolean;
}

const NAMES = ["A", "B", "C"];
const SETTINGS = {
  CLUSTER: "1",
  AUTH_SECRET: "a secret that all instances of the test share",
  // Longer than by default, so that a busy machine doesn't move the counters to PostgreSQL by itself.
  REDIS_TIMEOUT_MS: "300",
  // Tests choose their own client addresses, and send more requests without a credential than one network may.
  TRUSTED_PROXIES: "127.0.0.1,::1",
  POSTS_PER_NETWORK_MINUTE: "0",
};

/** Starts three instances at once on an empty database. Needs a build. */
export async function startCluster(options: ClusterOptions): Promise<TestCluster> {
  const { postgresqlUrl, redisUrl, waitForPages = false } = options;
  const env = { ...SETTINGS, ...options.env };
  const { server, settings, remove } = await prepareServer({ dialect: "postgresql", postgresqlUrl, env });
  const instances = await Promise.all(NAMES.map((name) => prepareInstance(name, server, settings, redisUrl)));
  const switches: TcpProxy[] = [];
  const stopAll = async () => {
    await Promise.all(switches.map((one) => one.close()));
    await Promise.all(instances.map((one) => one.stop()));
    await Promise.all(instances.flatMap((one) => [one.toPostgresql.close(), one.toRedis.close()]));
    await remove();
  };
  try {
    await Promise.all(instances.map((one) => one.start(waitForPages)));
    const { url, gateUrl } = server;
    for (const [address, port] of [
      [url, "port"],
      [gateUrl, "gatePort"],
    ] as const) {
      const toNext = new TcpProxy(instances.map((instance) => instance[port]));
      switches.push(toNext);
      await toNext.listen(Number(new URL(address).port));
    }
  } catch (error) {
    await stopAll();
    throw error;
  }
  const gateUrls = instances.map(({ gatePort }) => `http://127.0.0.1:${gatePort}`);
  return { server: { ...server, gateUrls, dataDir: instances[0]!.dataDir }, instances, end: stopAll };
}

/** Creates what an instance needs: ports, a folder, a clock and its way to PostgreSQL. */
async function prepareInstance(
  name: string,
  server: TestServer,
  settings: Record<string, string>,
  redisUrl: string | undefined,
) {
  const dataDir = join(dirname(server.dataDir), name);
  mkdirSync(dataDir, { mode: 0o700 });
  // Where a single server keeps it. Tests read it there to sign tokens of their own.
  writeFileSync(join(dataDir, "auth-secret"), SETTINGS.AUTH_SECRET, { mode: 0o600 });
  const clockFile = join(dataDir, "clock");
  const setClock = (offsetMs: number) => writeFileSync(clockFile, String(offsetMs));
  setClock(0);
  const postgresql = await proxied(server.databaseUrl);
  const redis = await redisThroughProxy(redisUrl);
  const [port, gatePort] = [await freePort(), await freePort()];
  const own = {
    ...settings,
    PORT: String(port),
    GATE_PORT: String(gatePort),
    DATA_DIR: dataDir,
    DATABASE_URL: postgresql.url,
    ...(redisUrl && { REDIS_URL: redis.url }),
    WALL_CLOCK_FILE: clockFile,
    NODE_OPTIONS: `--import ${pathToFileURL(join(root, "e2e/processes/wall-clock.mjs")).href}`,
  };
  let child: ChildProcess | undefined;
  const stop = async (signal?: NodeJS.Signals) => {
    if (!child) return;
    // A process that was stopped with SIGSTOP doesn't hear SIGTERM.
    child.kill("SIGCONT");
    await end(child, signal);
  };
  const start = async (waitForPages: boolean) => {
    await stop();
    child = spawnServer(own, server.logFile, undefined);
    await untilAnswering(child, server, waitForPages);
  };
  return {
    name,
    dataDir,
    port,
    gatePort,
    toPostgresql: postgresql.proxy,
    toRedis: redis.proxy,
    get process() {
      return child!;
    },
    setClock,
    stop,
    start,
    restart: () => start(false),
  };
}

/** Several servers tell their own addresses, so the proxy isn't on the way to them. */
async function redisThroughProxy(redisUrl = "redis://127.0.0.1:1") {
  if (URL.canParse(redisUrl) && redisUrl.startsWith("redis:")) return proxied(redisUrl);
  return { ...(await proxied("redis://127.0.0.1:1")), url: redisUrl };
}

/** A proxy to a server, and the server's URL through it. */
async function proxied(target: string) {
  const url = new URL(target);
  const proxy = new TcpProxy([Number(url.port)]);
  await proxy.listen();
  url.port = String(proxy.port);
  return { proxy, url: url.href };
}
