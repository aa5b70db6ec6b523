import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { prepareServer, spawnServer, type TestServer, untilAnswering } from "#e2e/test-server.ts";
import { freePort } from "#scripts/free-port.ts";
import { end } from "#scripts/processes.ts";

/** An instance of a cluster, as a process that the test started. */
export interface Instance extends TestServer {
  readonly process: ChildProcess;
  start(): Promise<void>;
  /** SIGTERM, then waits for the exit. */
  stop(): Promise<void>;
  /** SIGKILL, then waits for the exit. */
  kill(): Promise<void>;
}

export interface Cluster {
  instances: Instance[];
  /** Stops all instances, and removes the mail server, the database and the files. */
  end(): Promise<void>;
}

const AUTH_SECRET = "a secret that all instances of the test share";

/**
 * Prepares that many instances on one empty PostgreSQL database, with one mail server, and starts them at the same time.
 * They share the data directory, as instances on one machine may.
 */
export async function startCluster(
  postgresqlUrl: string,
  count: number,
  env: Record<string, string> = {},
): Promise<Cluster> {
  const { server, settings, remove } = await prepareServer({
    dialect: "postgresql",
    postgresqlUrl,
    env: {
      CLUSTER: "1",
      AUTH_SECRET,
      TRUSTED_PROXIES: "127.0.0.1,::1",
      POSTS_PER_NETWORK_MINUTE: "0",
      ...env,
    },
  });
  const instances = await Promise.all(
    Array.from({ length: count }, async (_, i) => newInstance(server, settings, i)),
  );
  const cluster = {
    instances,
    end: async () => {
      await Promise.all(instances.map((instance) => instance.stop()));
      await remove();
    },
  };
  await Promise.all(instances.map((instance) => instance.start())).catch(async (error) => {
    await cluster.end();
    throw error;
  });
  return cluster;
}

async function newInstance(
  server: TestServer,
  settings: Record<string, string>,
  index: number,
): Promise<Instance> {
  const [port, gatePort] = [await freePort(), await freePort()];
  const own: TestServer = {
    ...server,
    url: `http://localhost:${port}`,
    gateUrl: `http://127.0.0.1:${gatePort}`,
    logFile: join(server.dataDir, "..", `instance-${index}.log`),
  };
  let child: ChildProcess | undefined;
  return {
    ...own,
    get process() {
      return child!;
    },
    start: async () => {
      child = spawnServer(
        { ...settings, PORT: String(port), GATE_PORT: String(gatePort) },
        own.logFile,
        undefined,
      );
      await untilAnswering(child, own, false);
    },
    stop: async () => {
      child?.kill("SIGCONT");
      if (child) await end(child);
    },
    kill: async () => {
      if (child) await end(child, "SIGKILL");
    },
  };
}

/** The instances that say that they lead. */
export async function leadersOf<One extends Pick<TestServer, "gateUrl">>(instances: One[]): Promise<One[]> {
  const leads = await Promise.all(
    instances.map(async ({ gateUrl }) => {
      const metrics = await fetch(`${gateUrl}/metrics`, { signal: AbortSignal.timeout(2000) }).then(
        (response) => response.text(),
        () => "",
      );
      return /^latchkey_leader 1$/m.test(metrics);
    }),
  );
  return instances.filter((_, i) => leads[i]);
}
