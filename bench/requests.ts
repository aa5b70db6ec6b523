import { end } from "#scripts/processes.ts";
import { CONNECTIONS, type Name, startContestants } from "./contestants.ts";
import { type Row, show } from "./report.ts";
import { type Contestant, failures, over, type Round, takeTurns } from "./turns.ts";

export type RequestPart = "gate" | "next" | "peers";

const NAMES: Record<Name, string> = {
  gate: "`/gate`",
  me: "`GET /api/v1/me` with a key",
  node: "a bare `node:http`",
  next: "a bare route handler under `next start`",
  "better-auth": "better-auth's API-key plugin",
  fastify: "Fastify with @fastify/rate-limit and SQLite",
};

interface Comparison {
  part: RequestPart;
  ours: "gate" | "me";
  theirs: Name;
  rate: string;
  p99?: string;
}

const COMPARISONS: Comparison[] = [
  { part: "gate", ours: "gate", theirs: "node", rate: "≥ 0.5 ×", p99: "≤ 3 ×" },
  { part: "next", ours: "me", theirs: "next", rate: "≥ 12 ×" },
  { part: "peers", ours: "me", theirs: "better-auth", rate: "≥ 20 ×" },
  { part: "peers", ours: "gate", theirs: "better-auth", rate: "≥ 20 ×" },
  { part: "peers", ours: "me", theirs: "fastify", rate: "≥ 2 ×" },
  { part: "peers", ours: "gate", theirs: "fastify", rate: "≥ 2 ×" },
];

/** What one core serves: 1,000 keys, each request decided and durable, against others who do the same or nothing. */
export async function measureRequests(directory: string, parts: RequestPart[]): Promise<Row[]> {
  const comparisons = COMPARISONS.filter(({ part }) => parts.includes(part));
  const wanted = new Set(comparisons.flatMap(({ ours, theirs }) => [ours, theirs]));
  const contestants = (await startContestants(directory, wanted)) as Record<Name, Contestant>;
  const rounds = await takeTurns("Requests", contestants);
  for (const process of new Set(Object.values(contestants).map(({ process }) => process))) await end(process);
  return comparisons.flatMap((comparison) => rowsOf(comparison, rounds));
}

function rowsOf({ ours, theirs, rate, p99 }: Comparison, rounds: Round<Name>[]): Row[] {
  const what = `${NAMES[ours]} against ${NAMES[theirs]}, ${CONNECTIONS} connections`;
  const row = (
    what: string,
    unit: string,
    target: string,
    read: (round: Round<Name>, name: Name) => number,
  ) => {
    const ratio = over(rounds, (round) => read(round, ours) / read(round, theirs));
    const [own, other] = [ours, theirs].map((name) => show(over(rounds, (round) => read(round, name))));
    return {
      what,
      measured: `${show(ratio)} × (${own} of ${other} ${unit})${failures(rounds, ours, theirs)}`,
      target,
    };
  };
  const rates = row(`${what}`, "requests/s", rate, (round, name) => round[name].requestsPerSecond);
  if (!p99) return [rates];
  return [rates, row("its p99, likewise", "ms", p99, (round, name) => round[name].p99Ms)];
}
