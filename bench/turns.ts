import { setTimeout as delay } from "node:timers/promises";
import type { Probe } from "./probe.ts";
import { spent } from "./probe.ts";
import { say } from "./report.ts";
import { ROUNDS, SECONDS } from "./settings.ts";
import type { Load } from "./wrk.ts";

/** A server that takes part in a comparison. */
export interface Contestant {
  load(seconds: number): Promise<Load>;
  probe: Probe;
  /** Called before each turn. */
  prepare?(): void;
}

/** The figures of one turn; NaN if unknown. Peers only have those of the load. */
export interface Measured extends Load {
  /** Rows not compacted when the load ended, divided by the requests per second. */
  waitingSeconds: number;
  /** The most rows that were staged during the load. */
  mostStaged: number;
  /** CPU time of all threads per request. For the compactor, until all rows of the turn are compacted. */
  processMicros: number;
  /** CPU time of the main thread per request. */
  mainMicros: number;
  /** CPU time of the compactor and of PostgreSQL per row, until all rows of the turn are compacted. */
  compactorMicros: number;
  databaseMicros: number;
  /** CPU time of Redis per request. */
  redisMicros: number;
}

/** The figures of all contestants in one round, by name. */
export type Round<Name extends string = string> = Record<Name, Measured>;

interface Options {
  rounds: number;
  seconds: number;
}

/** Long enough that the queue has its usual length when the measurement starts. */
const leadIn = (seconds: number) => Math.max(1, Math.min(2, Math.floor(seconds / 2)));

/**
 * Measures the contestants in turns, A B C, A B C, after a warm-up round. A turn ends when all deferred work is done, so
 * no contestant's work happens during another's turn or isn't measured.
 */
export async function takeTurns<Name extends string>(
  title: string,
  contestants: Record<Name, Contestant>,
  { rounds, seconds }: Options = { rounds: ROUNDS, seconds: SECONDS },
): Promise<Round<Name>[]> {
  const entries = Object.entries(contestants) as [Name, Contestant][];
  const measured: Round<Name>[] = [];
  for (let number = 0; number <= rounds; number++) {
    say(number === 0 ? `${title}: warming up …` : `${title}: round ${number} of ${rounds} …`);
    const round = {} as Round<Name>;
    for (const [name, contestant] of entries)
      round[name] = await takeTurn(contestant, number === 0 ? Math.min(seconds, SECONDS) : seconds);
    if (number > 0) measured.push(round);
  }
  return measured;
}

async function takeTurn({ load, probe, prepare }: Contestant, seconds: number): Promise<Measured> {
  prepare?.();
  const before = probe.read();
  const first = await load(leadIn(seconds));
  const begun = probe.read();
  const watch = watchStaged(probe);
  const counted = await load(seconds);
  const ended = probe.read();
  const waiting = (await probe.backlog?.waiting()) ?? 0;
  const mostStaged = await watch();
  await probe.backlog?.drained();
  const whole = spent(before, probe.read());
  const loaded = spent(begun, ended);
  const rows = first.requests + counted.requests;
  return {
    ...counted,
    failed: first.failed + counted.failed,
    waitingSeconds: waiting / counted.requestsPerSecond,
    mostStaged,
    // Other threads use some CPU even when idle, so only the compactor's time counts after the load.
    processMicros:
      (loaded.process - (loaded.compactor || 0)) / counted.requests + (whole.compactor || 0) / rows,
    mainMicros: loaded.main / counted.requests,
    compactorMicros: whole.compactor / rows,
    databaseMicros: whole.database / rows,
    redisMicros: loaded.redis / counted.requests,
  };
}

const WATCH_EVERY_MS = 1000;

/** Watches the number of staged rows. Returns a function that stops it and returns the maximum. */
function watchStaged({ backlog }: Probe): () => Promise<number> {
  const ended = new AbortController();
  const watching = (async () => {
    let most = 0;
    while (backlog && !ended.signal.aborted) {
      most = Math.max(most, await backlog.staged());
      await delay(WATCH_EVERY_MS, undefined, { signal: ended.signal }).catch(() => {});
    }
    return most;
  })();
  return () => {
    ended.abort();
    return watching;
  };
}

/** The number of failed requests. It must be 0, because refusals are faster than answers. */
export function failures<Name extends string>(rounds: Round<Name>[], ...names: Name[]): number {
  return rounds
    .flatMap((round) => names.map((name) => round[name].failed))
    .reduce((sum, count) => sum + count, 0);
}
