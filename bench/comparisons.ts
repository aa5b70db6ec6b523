import type { Peer, Product } from "./contestants.ts";
import type { Wanted } from "./report.ts";
import type { Measured } from "./turns.ts";

/** The parts of the benchmark that count requests. */
export type RequestPart = "gate" | "gate-two-cores" | "gate-postgresql" | "me" | "next" | "peers";
export const REQUEST_PARTS: RequestPart[] = [
  "gate",
  "gate-two-cores",
  "gate-postgresql",
  "me",
  "next",
  "peers",
];

/** A figure of one contestant, or its ratio to a peer's figure in the same round. */
export interface Comparison {
  part: RequestPart;
  ours: Product;
  theirs?: Peer;
  what: string;
  unit: string;
  read(ours: Measured, theirs: Measured | null): number;
  /** With a peer: the value that the ratio compares. */
  of?(measured: Measured): number;
  wanted?: Wanted;
}

type Subject = Pick<Comparison, "part" | "ours"> & { theirs?: Peer };
type Reader = (measured: Measured) => number;

const rate: Reader = (measured) => measured.requestsPerSecond;
const perCpuSecond: Reader = (measured) => 1e6 / measured.processMicros;
const p99: Reader = (measured) => measured.p99Ms;

const alone = (subject: Subject, what: string, unit: string, read: Reader, wanted?: Wanted): Comparison => ({
  part: subject.part,
  ours: subject.ours,
  what,
  unit,
  read,
  ...(wanted && { wanted }),
});

const against = (subject: Subject, what: string, of: Reader, wanted?: Wanted): Comparison => ({
  ...subject,
  what,
  unit: "×",
  of,
  read: (ours, theirs) => of(ours) / of(theirs!),
  ...(wanted && { wanted }),
});

const rateAgainst = (part: RequestPart, ours: Product, theirs: Peer, atLeast: number) =>
  against({ part, ours, theirs }, "requests/s", rate, { atLeast });

/** The figures that every comparison of the gate shows in addition to its rate. */
function costs(part: RequestPart, ours: Product): Comparison[] {
  const subject = { part, ours };
  return [
    alone(subject, "requests/s", "", rate),
    alone(subject, "rows waiting at the end of a turn, in seconds of arrivals", "s", waitingSeconds, {
      atMost: 1,
    }),
    alone(subject, "CPU of the main thread a request", "µs", (measured) => measured.mainMicros),
    alone(subject, "CPU of the compactor a row", "µs", (measured) => measured.compactorMicros),
  ];
}

const waitingSeconds: Reader = (measured) => measured.waitingSeconds;

function gateAgainstBare(part: RequestPart, ours: Product, atLeast: number): Comparison[] {
  const subject = { part, ours, theirs: "bare-http" as const };
  return [
    against(subject, "requests/s", rate, { atLeast }),
    against(subject, "p99", p99, { atMost: 3 }),
    against(subject, "requests a second of CPU time, compaction included", perCpuSecond),
    ...costs(part, ours),
  ];
}

const onPostgresql: Subject = { part: "gate-postgresql", ours: "gate-postgresql" };

export const COMPARISONS: Comparison[] = [
  ...gateAgainstBare("gate", "gate", 0.52),
  ...gateAgainstBare("gate-two-cores", "gate-two-cores", 0.62),
  alone(onPostgresql, "requests/s", "", rate, { atLeast: 2.5, ratio: true }),
  alone(onPostgresql, "p99", "ms", p99),
  alone(onPostgresql, "CPU of the database a row", "µs", (measured) => measured.databaseMicros, {
    atMost: 0.35,
    ratio: true,
  }),
  ...costs("gate-postgresql", "gate-postgresql").slice(1),
  alone({ part: "me", ours: "me" }, "requests/s", "", rate),
  rateAgainst("next", "me", "next", 12),
  rateAgainst("peers", "me", "better-auth", 20),
  rateAgainst("peers", "gate", "better-auth", 20),
  rateAgainst("peers", "me", "fastify", 2),
  rateAgainst("peers", "gate", "fastify", 2),
];
