import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root, run } from "#scripts/processes.ts";
import { Stop } from "#scripts/stop.ts";
import { on } from "./pinning.ts";
import { say } from "./report.ts";

/** A load of requests. */
export interface Burst {
  url: string;
  seconds: number;
  connections: number;
  /** A file of API keys, one per line. Without it, requests have no key. */
  keys?: string;
  /** Use the keys in order from this one on, or random keys. */
  pick?: "turns" | "random";
  passOver?: number;
  /** How long a connection waits before each request, for a light load. */
  pauseMs?: number;
  cookie?: string;
}

/** The results of a load. */
export interface Load {
  requests: number;
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  slowestMs: number;
  /** Responses of 400 and above, and failed connections. Must be 0. */
  failed: number;
}

/** The command that runs a load. */
export function wrkCommand(burst: Burst): [command: string, args: string[]] {
  const { url, seconds, connections, keys = "", pick = "turns", passOver = 0, pauseMs = 0, cookie } = burst;
  const options = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "10s", "--latency"];
  const headers = cookie ? ["-H", `Cookie: ${cookie}`] : [];
  const script = [
    "-s",
    join(root, "bench/wrk.lua"),
    url,
    "--",
    keys,
    pick,
    String(passOver),
    String(pauseMs),
  ];
  return on("client", "wrk", [...options, ...headers, ...script]);
}

export async function measure(burst: Burst): Promise<Load> {
  const { code, stdout, output } = await run(...wrkCommand(burst));
  if (code !== 0) throw new Stop(`wrk failed:\n${output}`);
  const { requests, micros, p50, p99, slowest, refused, broken } = JSON.parse(
    stdout.trimEnd().split("\n").at(-1)!,
  );
  return {
    requests,
    requestsPerSecond: (requests - refused) / (micros / 1e6),
    p50Ms: p50 / 1000,
    p99Ms: p99 / 1000,
    slowestMs: slowest / 1000,
    failed: refused + broken,
  };
}

const installed = () =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "wrk")));

/** Ensures that wrk is installed, from Debian if possible. */
export async function provideWrk(): Promise<void> {
  if (installed()) return;
  const attempts: string[] = [];
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("Installing wrk (apt-get install wrk) …");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update"], { env });
    attempts.push(
      (await run("apt-get", ["install", "-y", "--no-install-recommends", "wrk"], { env })).output,
    );
  }
  if (installed()) return;
  const lastLines = attempts.map((output) => output.trimEnd().split("\n").slice(-15).join("\n"));
  throw new Stop(["No wrk to make the load: install it (apt-get install wrk).", ...lastLines].join("\n\n"));
}
