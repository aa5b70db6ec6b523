import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import manifest from "../package.json" with { type: "json" };

export const root = join(import.meta.dirname, "..");

/** The path of a program that is installed by a dependency; `bin("node")` is Node 24. */
export const bin = (name: string) => join(root, "node_modules/.bin", name);

/** Node's arguments to start the server, as in `npm start`, which is `exec node …`. */
export const serverArguments = manifest.scripts.start.split(" ").slice(2);

export interface StartOptions extends SpawnOptions {
  /** The signal that asks this program to end; SIGTERM by default. */
  endSignal?: NodeJS.Signals;
}

// In the order they were started. Later processes may use earlier ones, so they are ended first.
const running = new Map<ChildProcess, StartOptions>();

/** Starts a program in the project's root. `endAll` ends it if it is still running. */
export function start(command: string, args: string[], options: StartOptions = {}): ChildProcess {
  const child = spawn(command, args, { cwd: root, ...options });
  running.set(child, options);
  if (!options.detached) child.once("exit", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

export interface Ended {
  /** Exit code; 1 for a process that a signal ended. */
  code: number;
  stdout: string;
  /** stdout and stderr together, in the order they arrived. */
  output: string;
}

/** Runs a program and collects its output, unless `stdio: "inherit"` sends that to this terminal. */
export async function run(command: string, args: string[], options: StartOptions = {}): Promise<Ended> {
  const child = start(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let stdout = "";
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    output += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    output += chunk;
  });
  const code = await new Promise<number>((resolve) => {
    child.once("close", (code) => resolve(code ?? 1));
    child.once("error", (error) => {
      output += `${command} could not be started: ${error.message}\n`;
      resolve(1);
    });
  });
  await end(child);
  return { code, stdout, output };
}

const GRACE_MS = 12_000;

/** Asks a process to end, waits, and kills it after a grace period. Also ends the rest of its group if it leads one. */
export async function end(child: ChildProcess, signal?: NodeJS.Signals): Promise<void> {
  const options = running.get(child);
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, "exit");
    child.kill(signal ?? options?.endSignal ?? "SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    await exited;
    clearTimeout(timer);
  }
  if (options?.detached) await endGroup(child.pid);
  running.delete(child);
}

/** Ends the remaining processes of a group. */
async function endGroup(leader: number): Promise<void> {
  const deadline = Date.now() + GRACE_MS;
  for (let signal: NodeJS.Signals | 0 = "SIGTERM"; ; signal = Date.now() > deadline ? "SIGKILL" : 0) {
    try {
      process.kill(-leader, signal);
    } catch {
      return; // no process is left
    }
    await delay(50);
  }
}

/** Ends all processes of `start` and `run` that are still running. */
export async function endAll(): Promise<void> {
  for (const child of [...running.keys()].reverse()) await end(child);
}

/** On Ctrl-C, SIGTERM or a closed terminal, runs `cleanUp` once and exits. */
export function onSignal(cleanUp: () => Promise<void>, exitCode: number): void {
  let ending = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      cleanUp().finally(() => process.exit(exitCode));
    });
  }
}
