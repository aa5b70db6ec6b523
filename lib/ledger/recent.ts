import type { Unsettled } from "#db/queries/requests.ts";
import type { Subject } from "#lib/ledger/ledger.ts";

/** What of a row says whose it is. */
interface Row {
  workspaceId: string | null;
  environment: string;
  keyId: string | null;
  userId: string | null;
}

/** The most row numbers of one subject that a question names one by one. */
const MOST_NAMED = 500;

/**
 * Whose rows may still lie among the arrivals, which have no index; everybody else's are settled, and found at once.
 * Two generations, so that nothing is searched: the older one is forgotten when the arrivals of its time are settled.
 */
export class Recent {
  #current = new Set<string>();
  #older = new Set<string>();
  /** The last arrival of the older generation's time: at first, of the time before this process. */
  #olderEnds = 0;
  /** What an earlier process left unsettled: a subject's row numbers. */
  #left = new Map<string, number[]>();

  constructor(left: (Row & { seq: number })[]) {
    for (const row of left) for (const name of namesOf(row)) this.#leave(name, row.seq);
    this.#olderEnds = left.at(-1)?.seq ?? 0;
  }

  #leave(name: string, seq: number): void {
    const seqs = this.#left.get(name);
    if (seqs) seqs.push(seq);
    else this.#left.set(name, [seq]);
  }

  add(row: Row): void {
    for (const name of namesOf(row)) this.#current.add(name);
  }

  /** Which of a subject's rows may be unsettled. */
  of(name: string): Unsettled {
    if (this.#current.has(name) || this.#older.has(name)) return "any";
    const left = this.#left.get(name) ?? [];
    return left.length > MOST_NAMED ? "any" : left;
  }

  /** True when the arrivals of the older generation's time are settled, and the next one may begin. */
  mayTurn(settledUpTo: number): boolean {
    return settledUpTo >= this.#olderEnds;
  }

  /** Begins a generation. Whoever waits to be appended has to be added to it. */
  turn(lastArrival: number): void {
    this.#left.clear();
    this.#older = this.#current;
    this.#current = new Set();
    this.#olderEnds = lastArrival;
  }
}

/** A subject's name in memory. */
export function nameOf(subject: Subject): string {
  if (subject.kind === "workspace") return `${subject.workspaceId}/${subject.environment}`;
  return subject.kind === "key" ? subject.keyId : subject.userId;
}

// The subjects whose limits count a row.
function namesOf({ workspaceId, environment, keyId, userId }: Row): string[] {
  if (keyId && workspaceId) return [keyId, `${workspaceId}/${environment}`];
  return userId ? [userId] : [];
}
