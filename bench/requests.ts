import { COMPARISONS, type Comparison, type RequestPart } from "./comparisons.ts";
import { CONNECTIONS, type Name, type Peer, type Product, startContestants } from "./contestants.ts";
import { median } from "./median.ts";
import { type Figure, show } from "./report.ts";
import { failures, type Round, takeTurns } from "./turns.ts";
import type { Bench } from "./versions.ts";

const PEER_NAMES: Record<Peer, string> = {
  "bare-http": "a bare `node:http`",
  next: "a bare route handler under `next start`",
  "better-auth": "better-auth's API-key plugin",
  fastify: "Fastify with @fastify/rate-limit and SQLite",
};
const PRODUCT_NAMES: Record<Product, string> = {
  gate: "`/gate`",
  "gate-two-cores": "`/gate`, the compactor on the client's core",
  me: "`GET /api/v1/me` with a key",
  "gate-postgresql": "`/gate` on PostgreSQL",
};

/** Measures how many durable decisions one core makes, compared to servers that do the same or nothing. */
export async function measureRequests(bench: Bench, parts: RequestPart[]): Promise<Figure[]> {
  const comparisons = COMPARISONS.filter(({ part }) => parts.includes(part));
  const compared = bench.versions.baseline !== null;
  const wanted = new Set<Name>(
    comparisons.flatMap(({ ours, theirs }) => [
      ours,
      ...(theirs ? [theirs] : []),
      ...(compared ? [`baseline ${ours}` as const] : []),
    ]),
  );
  const { contestants, ends } = await startContestants(bench, wanted);
  const rounds = await takeTurns(`Requests, ${CONNECTIONS} connections`, contestants);
  for (const end of ends) await end();
  return comparisons.map((comparison) => figureOf(comparison, rounds, compared));
}

function figureOf(comparison: Comparison, rounds: Round<Name>[], compared: boolean): Figure {
  const { part, ours, theirs, unit, what, read, wanted } = comparison;
  const valuesOf = (name: Name) => rounds.map((round) => read(round[name], theirs ? round[theirs] : null));
  const names: Name[] = [ours, ...(theirs ? [theirs] : [])];
  return {
    part,
    what: `${PRODUCT_NAMES[ours]}${theirs ? ` against ${PEER_NAMES[theirs]}` : ""}: ${what}`,
    unit,
    now: valuesOf(ours),
    baseline: compared ? valuesOf(`baseline ${ours}`) : undefined,
    notes: theirs && absolute(comparison, rounds),
    wanted,
    failed: failures(rounds, ...names),
  };
}

/** The numbers behind a ratio. */
function absolute({ ours, theirs, of }: Comparison, rounds: Round<Name>[]): string {
  const [own, other] = [ours, theirs!].map((name) => show(median(rounds.map((round) => of!(round[name])))));
  return `${own} of ${other}`;
}
