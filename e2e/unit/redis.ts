import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@redis/client";
import { readRedisUrl } from "#env-redis.ts";
import { RedisConnection } from "#lib/limits/redis/connection.ts";
import { freePort } from "#scripts/free-port.ts";
import { root } from "#scripts/processes.ts";
import { findProgram } from "#scripts/programs.ts";

/** A Redis server of a test. */
export interface TestRedis {
  url: string;
  /** Sends it a command over a connection of its own. */
  command(...words: string[]): Promise<unknown>;
  signal(name: NodeJS.Signals): void;
  /** Kills it. */
  kill(): Promise<void>;
  /** Starts it again, with the data that it saved last. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis(...options: string[]): Promise<TestRedis> {
  return startServer((port, directory) =>
    [["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--dir", directory], options].flat(),
  );
}

/** Starts the program of Redis. `argsOf` gets a free port and a folder of its own. */
export async function startServer(argsOf: (port: number, directory: string) => string[]): Promise<TestRedis> {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-redis-"));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const program = findProgram("redis-server");
  const args = argsOf(port, directory);
  const start = async () => {
    const started = spawn(program, args, { stdio: "ignore" });
    await answers(port, started);
    return started;
  };
  let server = await start();
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  };
  return {
    url,
    command: async (...words) => {
      const client = await createClient({ url, socket: { reconnectStrategy: false } })
        .on("error", () => {})
        .connect();
      try {
        return await client.sendCommand(words);
      } finally {
        client.destroy();
      }
    },
    signal: (name) => void server.kill(name),
    kill,
    restart: async () => {
      server = await start();
    },
    stop: async () => {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Connects to a `REDIS_URL`, as an instance does. */
export function connectTo(url: string, timeoutMs: number): RedisConnection {
  const servers = readRedisUrl(url);
  if (typeof servers === "string") throw new Error(servers);
  return new RedisConnection({ servers, timeoutMs });
}

/** The commands of the documentation that create a user: in Redis, and in Sentinels. The password is `a-password`. */
export function documentedUsers(): string[][] {
  const page = readFileSync(join(root, "content/docs/self-hosting/redis.mdx"), "utf8");
  return page.match(/^ACL SETUSER .*$/gm)!.map((line) => line.split(" "));
}

/** Waits until a server accepts connections. */
async function answers(port: number, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}`);
    const socket = createConnection(port, "127.0.0.1");
    const connected = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
