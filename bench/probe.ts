import type { ChildProcess } from "node:child_process";
import { Backlog } from "./backlog.ts";
import { compactorAmong, cpuIsKnown, type Thread, threadsOf, treeMicros } from "./cpu.ts";
import type { Server } from "./server.ts";

/** Processor time that was used up to a moment. */
interface Reading {
  threads: Thread[];
  database: number;
}

/** Processor time in microseconds that passed between two readings; NaN is what is not known. */
export interface Spent {
  process: number;
  main: number;
  compactor: number;
  database: number;
}

const UNKNOWN: Spent = { process: Number.NaN, main: Number.NaN, compactor: Number.NaN, database: Number.NaN };

/** Looks at a server from outside: its threads, and of ours its database's processes and its staged rows. */
export class Probe {
  readonly backlog: Backlog | null;
  #pid: number;
  #postmaster: number | null;

  constructor({ pid }: ChildProcess, backlog: Backlog | null = null, postmaster: number | null = null) {
    this.#pid = pid!;
    this.#postmaster = postmaster;
    this.backlog = backlog;
  }

  static async of({ process, place }: Server): Promise<Probe> {
    return new Probe(process, await Backlog.of(place), place.postgresql?.pid);
  }

  read(): Reading | null {
    if (!cpuIsKnown) return null;
    const database = this.#postmaster === null ? Number.NaN : treeMicros(this.#postmaster);
    return { threads: threadsOf(this.#pid), database };
  }
}

export function spent(before: Reading | null, after: Reading | null): Spent {
  if (!before || !after) return UNKNOWN;
  const gain = ({ id, micros }: Thread) =>
    micros - (before.threads.find((thread) => thread.id === id)?.micros ?? 0);
  const compactor = compactorAmong(before.threads, after.threads);
  return {
    process: after.threads.reduce((sum, thread) => sum + gain(thread), 0),
    main: gain(after.threads[0]!),
    compactor: compactor ? gain(compactor) : Number.NaN,
    database: after.database - before.database,
  };
}
