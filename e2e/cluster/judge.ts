import { mostInAnyWindow } from "#e2e/api/load.ts";
import type { Sent } from "#e2e/cluster/limited-clients.ts";
import type { Limited } from "#e2e/cluster/subjects.ts";

/** What one trial showed. */
export interface Evidence {
  limited: Pick<Limited, "limit" | "windowMs">;
  sent: Sent[];
  rows: { id: string; at: number }[];
  /** When the fault was over, on the clients' clock. */
  faultEnded: number;
}

const RECOVERY_MS = 2000;

const acceptedOf = ({ sent }: Evidence) => sent.filter(({ status }) => status === 200);

/** Everything in a trial that must not happen in a cluster, in words. */
export function violations(evidence: Evidence): string[] {
  const { sent, faultEnded } = evidence;
  const failures = sent.filter(({ status }) => ![0, 200, 429].includes(status));
  const odd = failures.filter(({ status, retryAfter }) => status !== 503 || !(Number(retryAfter) >= 1));
  const late = failures.filter(({ began }) => began > faultEnded + RECOVERY_MS);
  const after = (one: Sent) => `${((one.began - faultEnded) / 1000).toFixed(1)} s after the fault`;
  return [
    ...tooMany(evidence),
    ...tooFew(evidence),
    ...withoutRow(evidence),
    ...odd.map((one) => `${one.status} with Retry-After: ${one.retryAfter}, ${after(one)}`),
    ...late
      .slice(0, 3)
      .map((one) => `${late.length} failures too late, for example ${one.status} ${after(one)}`),
  ];
}

/** No sliding window has more accepted requests than the limit: neither for the clients nor in the log. */
function tooMany(evidence: Evidence): string[] {
  const { limit } = evidence.limited;
  const [seen, logged] = [mostAccepted(evidence), mostLogged(evidence)];
  const found: string[] = [];
  if (seen > limit) found.push(`clients saw ${seen} accepted in one window, of ${limit}`);
  if (logged > limit) found.push(`${logged} are logged as accepted in one window, of ${limit}`);
  return found;
}

/** All asked until they were refused, so a row less than the limit is a request that was refused without a reason. */
function tooFew(evidence: Evidence): string[] {
  const missing = evidence.limited.limit - mostLogged(evidence);
  return missing > 0 ? [`refused although ${missing} of ${evidence.limited.limit} were left`] : [];
}

function mostAccepted(evidence: Evidence): number {
  const { windowMs } = evidence.limited;
  const accepted = acceptedOf(evidence);
  return windowMs === null ? accepted.length : mostSeenInAnyWindow(accepted, windowMs);
}

function mostLogged({ limited: { windowMs }, rows }: Evidence): number {
  if (windowMs === null) return rows.length;
  return mostInAnyWindow(
    rows.map(({ at }) => at),
    windowMs,
  );
}

/**
 * The most accepted requests that certainly were decided in one window: those that began after its start and were answered
 * before its end.
 */
export function mostSeenInAnyWindow(accepted: Pick<Sent, "began" | "ended">[], windowMs: number): number {
  const sorted = accepted.toSorted((one, other) => one.began - other.began);
  let most = 0;
  for (const [first, { began }] of sorted.entries()) {
    let seen = 0;
    for (let i = first; i < sorted.length && sorted[i]!.began < began + windowMs; i += 1)
      if (sorted[i]!.ended < began + windowMs) seen += 1;
    most = Math.max(most, seen);
  }
  return most;
}

/** Each acknowledged request has exactly one row. */
function withoutRow(evidence: Evidence): string[] {
  const counts = new Map<string, number>();
  for (const { id } of evidence.rows) counts.set(id, (counts.get(id) ?? 0) + 1);
  const wrong = acceptedOf(evidence).filter(({ id }) => counts.get(id!) !== 1);
  return wrong
    .slice(0, 3)
    .map(
      ({ id }) =>
        `${wrong.length} accepted requests without one row, for example ${id} with ${counts.get(id!) ?? 0}`,
    );
}

/** One trial in numbers. Accepted requests and rows are those of the window that has most of them. */
export interface Figures {
  limit: number;
  acceptedMinusLimit: number;
  rowsMinusLimit: number;
  unavailable: number;
  unanswered: number;
  slowestMs: number;
}

export function figuresOf(evidence: Evidence): Figures {
  const { limited, sent } = evidence;
  return {
    limit: limited.limit,
    acceptedMinusLimit: mostAccepted(evidence) - limited.limit,
    rowsMinusLimit: mostLogged(evidence) - limited.limit,
    unavailable: sent.filter(({ status }) => status === 503).length,
    unanswered: sent.filter(({ status }) => status === 0).length,
    slowestMs: sent.reduce((most, { began, ended }) => Math.max(most, ended - began), 0),
  };
}
