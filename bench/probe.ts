import type { ChildProcess } from "node:child_process";
import { Backlog } from "./backlog.ts";
import { compactorAmong, cpuIsKnown, type Thread, threadsOf, treeMicros } from "./cpu.ts";
import type { Server } from "./server.ts";

/** The CPU time used so far. */
interface CpuSample {
  threads: Thread[];
  database: number;
  redis: number;
}

/** The CPU time between two samples, in microseconds; NaN if unknown. */
export interface Spent {
  process: number;
  main: number;
  compactor: number;
  database: number;
  redis: number;
}

const UNKNOWN: Spent = {
  process: Number.NaN,
  main: Number.NaN,
  compactor: Number.NaN,
  database: Number.NaN,
  redis: Number.NaN,
};

/** Observes a server from outside: its threads, and for Latchkey also PostgreSQL's processes, Redis and the staged rows. */
export class Probe {
  readonly backlog: Backlog | null;
  #pid: number;
  #postmaster: number | null;
  #redis: number | null;

  constructor(
    { pid }: ChildProcess,
    backlog: Backlog | null = null,
    postmaster: number | null = null,
    redis: number | null = null,
  ) {
    this.#pid = pid!;
    this.#postmaster = postmaster;
    this.#redis = redis;
    this.backlog = backlog;
  }

  /** `redis`: the process that the server counts in, if there is one. */
  static async of({ process, location }: Server, redis: number | null = null): Promise<Probe> {
    return new Probe(process, await Backlog.of(location), location.postgresql?.pid, redis);
  }

  read(): CpuSample | null {
    if (!cpuIsKnown) return null;
    return {
      threads: threadsOf(this.#pid),
      database: microsOf(this.#postmaster),
      redis: microsOf(this.#redis),
    };
  }
}

const microsOf = (pid: number | null) => (pid === null ? Number.NaN : treeMicros(pid));

export function spent(before: CpuSample | null, after: CpuSample | null): Spent {
  if (!before || !after) return UNKNOWN;
  const gain = ({ id, micros }: Thread) =>
    micros - (before.threads.find((thread) => thread.id === id)?.micros ?? 0);
  const compactor = compactorAmong(before.threads, after.threads);
  return {
    process: after.threads.reduce((sum, thread) => sum + gain(thread), 0),
    main: gain(after.threads[0]!),
    compactor: compactor ? gain(compactor) : Number.NaN,
    database: after.database - before.database,
    redis: after.redis - before.redis,
  };
}
