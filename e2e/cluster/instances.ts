import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Answered, Run } from "#e2e/cluster/instance-process.ts";

/** An instance of a cluster in a process of its own. */
export interface TestInstance {
  process: ChildProcess;
  /** How many accepted requests it has reported. */
  accepted(): number;
  /** Sends requests. Null if the instance ends before it has answered. */
  run(run: Run): Promise<Answered | null>;
  stop(): Promise<void>;
}

/** Starts instances on the database of this test. */
export async function startInstances(count: number, settings: Record<string, string> = {}) {
  return Promise.all(Array.from({ length: count }, () => startInstance(settings)));
}

export async function startInstance(settings: Record<string, string> = {}): Promise<TestInstance> {
  const { DATABASE_URL } = process.env;
  const child = fork(new URL("instance-process.ts", import.meta.url), {
    env: { ...process.env, DATABASE_URL, CLUSTER: "1", ...settings },
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  let accepted = 0;
  let answer = (_: Answered | null) => {};
  const ready = new Promise<void>((resolve, reject) => {
    child.on("message", (message: Answered | "ready" | "accepted") => {
      if (message === "ready") resolve();
      else if (message === "accepted") accepted += 1;
      else answer(message);
    });
    child.once("exit", (code) => {
      answer(null);
      reject(new Error(`An instance ended with ${code}`));
    });
  });
  await ready;
  return {
    process: child,
    accepted: () => accepted,
    run: (run) =>
      new Promise((resolve) => {
        answer = resolve;
        if (child.connected) child.send(run);
        else resolve(null);
      }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGCONT");
      child.send("stop");
      await ended;
    },
  };
}
