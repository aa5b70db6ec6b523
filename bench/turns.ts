import { setTimeout as delay } from "node:timers/promises";
import type { Probe } from "./probe.ts";
import { spent } from "./probe.ts";
import { say } from "./report.ts";
import { ROUNDS, SECONDS } from "./settings.ts";
import type { Load } from "./wrk.ts";

/** One of those that are compared. */
export interface Contestant {
  load(seconds: number): Promise<Load>;
  probe: Probe;
  /** Called before each turn. */
  prepare?(): void;
}

/** What one turn showed. Of a server that is not ours, only the load; NaN is what this machine does not tell. */
export interface Measured extends Load {
  /** Rows that waited for compaction when the load ended, in seconds of its arrivals. */
  waitingSeconds: number;
  /** The most rows that were staged during the load. */
  mostStaged: number;
  /** Processor time a request, of all threads, and of the compactor until every row of the turn is compacted. */
  processMicros: number;
  /** Processor time of the main thread a request. */
  mainMicros: number;
  /** Processor time of the compactor, and of PostgreSQL, a row, until every row of the turn is compacted. */
  compactorMicros: number;
  databaseMicros: number;
}

/** What each contestant, by its name, did in one round. */
export type Round<Name extends string = string> = Record<Name, Measured>;

interface Options {
  rounds: number;
  seconds: number;
}

/** Long enough for the queue to be at the start of what counts as it is at its end. */
const leadIn = (seconds: number) => Math.max(1, Math.min(2, Math.floor(seconds / 2)));

/**
 * A B C, A B C: each contestant's turn in each round, after a round that warms up. Nothing is stopped: a turn is over
 * when all that it put off is done, so no one works in another's time, and no one's work is lost.
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
    // The rest of an idle server's threads costs something, too: only the compactor's time counts after the load.
    processMicros:
      (loaded.process - (loaded.compactor || 0)) / counted.requests + (whole.compactor || 0) / rows,
    mainMicros: loaded.main / counted.requests,
    compactorMicros: whole.compactor / rows,
    databaseMicros: whole.database / rows,
  };
}

const WATCH_EVERY_MS = 1000;

/** Watches how many rows are staged; returns what ends it and tells the most. */
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

/** What was not answered with a success, if anything: a fast refusal is no figure. */
export function failures<Name extends string>(rounds: Round<Name>[], ...names: Name[]): number {
  return rounds
    .flatMap((round) => names.map((name) => round[name].failed))
    .reduce((sum, count) => sum + count, 0);
}
