import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { bin, type StartOptions, start } from "#scripts/processes.ts";

/** A process of the benchmark that takes one measurement at a time. */
export interface Child {
  process: ChildProcess;
  ask<T>(message: object): Promise<T>;
}

/** Starts a script of the benchmark on Node 24. It answers messages. */
export const startChild = (script: string, options: StartOptions = {}): Child =>
  startProgram(bin("node"), [script], options);

/** Starts a program that answers messages: lines of JSON over the descriptor `NODE_CHANNEL_FD`, if it isn't Node's. */
export function startProgram(command: string, args: string[], options: StartOptions = {}): Child {
  const child = start(command, args, { stdio: ["ignore", "inherit", "inherit", "ipc"], ...options });
  return {
    process: child,
    ask: async <T>(message: object) => {
      child.send(message);
      return next<T>(child);
    },
  };
}

/** The next message of a child; fails if the child ends instead. */
export async function next<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const gone = once(child, "exit", { signal: ended.signal }).then(([code]) => {
    throw new Error(`A process of the bench ended with ${code}`);
  });
  const [message] = (await Promise.race([once(child, "message"), gone])) as [T];
  gone.catch(() => {}); // the abort below
  ended.abort();
  return message;
}
