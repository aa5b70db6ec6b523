import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startRedis, startServer, type TestRedis } from "#e2e/unit/redis.ts";

const NAME = "counters";

/** A primary and a replica of a test, and three Sentinels that watch them. */
export interface TestSentinels {
  url: string;
  servers: TestRedis[];
  sentinels: TestRedis[];
  /** The server that the Sentinels say is the primary. */
  primary(): Promise<TestRedis>;
  /** Fails over by hand. */
  failover(): Promise<void>;
  /** Waits until the Sentinels know both servers and each other, and the replica is connected. */
  whole(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSentinels(): Promise<TestSentinels> {
  // Replicas are complete at once, instead of after 5 s.
  const first = await startRedis("--repl-diskless-sync-delay", "0");
  const { port } = new URL(first.url);
  const replica = await startRedis("--repl-diskless-sync-delay", "0");
  // Not an option, because then it would become this server's replica whenever it starts again.
  await replica.command("REPLICAOF", "127.0.0.1", port);
  const servers = [first, replica];
  const lines = [
    `sentinel monitor ${NAME} 127.0.0.1 ${port} 2`,
    `sentinel down-after-milliseconds ${NAME} 1000`,
    `sentinel failover-timeout ${NAME} 1000`,
  ];
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(lines)));
  const ask = (command: string) => sentinels[0]!.command("SENTINEL", command, NAME);
  const primary = async () => {
    const address = (await ask("GET-MASTER-ADDR-BY-NAME")) as string[];
    return servers.find(({ url }) => url.endsWith(`:${address[1]}`))!;
  };
  const whole = async () => {
    while (String(await ask("CKQUORUM").catch(() => "")).startsWith("OK 3") === false) await delay(50);
    while (!String(await (await primary()).command("INFO", "replication")).includes("state=online"))
      await delay(50);
    while (((await ask("REPLICAS")) as unknown[]).length === 0) await delay(50);
  };
  await whole();
  return {
    url: `redis+sentinel://${sentinels.map(({ url }) => new URL(url).host).join()}/${NAME}`,
    servers,
    sentinels,
    primary,
    failover: async () => {
      const former = await primary();
      await ask("FAILOVER");
      while ((await primary()) === former) await delay(50);
    },
    whole,
    stop: async () => void (await Promise.all([...sentinels, ...servers].map((server) => server.stop()))),
  };
}

/** Sentinels keep what they know in their file. */
function startSentinel(lines: string[]): Promise<TestRedis> {
  return startServer((port, directory) => {
    const file = join(directory, "sentinel.conf");
    writeFileSync(file, [`port ${port}`, "bind 127.0.0.1", `dir ${directory}`, ...lines].join("\n"));
    return [file, "--sentinel"];
  });
}
