import { Backlog } from "./backlog.ts";
import { compactorAmong, cpuIsKnown, threadsOf, treeMicros } from "./cpu.ts";
import type { Server } from "./server.ts";

/** What is read of a server before and after a load. */
interface Reading {
  threads: ReturnType<typeof threadsOf>;
  database: number;
}

/** Processor time in microseconds that passed between two readings. */
export interface Spent {
  main: number;
  compactor: number;
  database: number;
}

/** Looks at a server of ours from outside: its threads, its database's processes, and its staged rows. */
export class Probe {
  readonly backlog: Backlog;
  #pid: number;
  #postmaster: number | null;

  private constructor({ process, place }: Server, backlog: Backlog) {
    this.backlog = backlog;
    this.#pid = process.pid!;
    this.#postmaster = place.postgresql?.pid ?? null;
  }

  static async of(server: Server): Promise<Probe> {
    return new Probe(server, await Backlog.of(server.place));
  }

  read(): Reading | null {
    if (!cpuIsKnown) return null;
    return {
      threads: threadsOf(this.#pid),
      database: this.#postmaster === null ? Number.NaN : treeMicros(this.#postmaster),
    };
  }
}

export function spent(before: Reading | null, after: Reading | null): Spent {
  if (!before || !after) return { main: Number.NaN, compactor: Number.NaN, database: Number.NaN };
  const gain = (id: number) => {
    const of = ({ threads }: Reading) => threads.find((thread) => thread.id === id)?.micros ?? 0;
    return of(after) - of(before);
  };
  return {
    main: gain(after.threads[0]!.id),
    compactor: gain(compactorAmong(before.threads, after.threads).id),
    database: after.database - before.database,
  };
}
