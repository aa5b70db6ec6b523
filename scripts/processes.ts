import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");

/** Path of a program that a dependency installs; `bin("node")` is Node 24. */
export const bin = (name: string) => join(root, "node_modules/.bin", name);

const running = new Set<ChildProcess>();

/** Starts a program in the project's root; it is remembered until it ends, for `endAll`. */
export function start(command: string, args: string[], options: SpawnOptions = {}): ChildProcess {
  const child = spawn(command, args, { cwd: root, ...options });
  running.add(child);
  child.once("exit", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

export interface Ended {
  /** Exit code; 1 for a process that a signal ended. */
  code: number;
  stdout: string;
  /** stdout and stderr as they came. */
  output: string;
}

/** Runs a program to its end and collects what it writes; with `stdio: "inherit"` it writes to this terminal instead. */
export async function run(command: string, args: string[], options: SpawnOptions = {}): Promise<Ended> {
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
  return { code, stdout, output };
}

/** Asks a process to end, and waits for it; after the grace period it is killed. */
export async function end(
  child: ChildProcess,
  signal: NodeJS.Signals = "SIGTERM",
  graceMs = 12_000,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await exited;
  clearTimeout(timer);
}

/** Ends all that `start` and `run` started and that still runs. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map((child) => end(child)));
}

/** On Ctrl-C, SIGTERM or a closed terminal: `cleanUp`, once, then exit. */
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
