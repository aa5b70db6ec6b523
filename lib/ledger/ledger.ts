import type { RequestRow } from "#db/queries/requests.ts";
import { EmbeddedLedger } from "#lib/ledger/embedded.ts";
import { Onlooker } from "#lib/ledger/onlooker.ts";

/** Whose accepted requests a policy counts. */
export type Subject =
  | { kind: "workspace"; workspaceId: string; environment: string }
  | { kind: "key"; keyId: string }
  | { kind: "user"; userId: string };

/** At most `limit` accepted cost in any window of `windowSeconds`, or in a calendar month (UTC). */
export interface Policy {
  name: "plan" | "key" | "user" | "quota";
  limit: number;
  windowSeconds: number | "month";
  subject: Subject;
  /** The name of its counter, made at first use. */
  bucket?: string;
}

/** What a policy says at one moment. `remaining` is never negative; seconds are rounded up. */
export interface Reading {
  policy: Policy;
  used: number;
  remaining: number;
  /** When the oldest counted request leaves, or the month ends; 0 when nothing is counted. */
  resetSeconds: number;
}

export interface Decision {
  /** The moment of the decision, epoch milliseconds: the row's `at`. */
  at: number;
  /** The first policy that refuses, and how long until a request would pass all of them; null when accepted. */
  refusal: { policy: Policy; retryAfterSeconds: number } | null;
  readings: Reading[];
  /** Gives back what was taken: for a request that could not be recorded, and so is refused. Null when nothing was. */
  undo: (() => void) | null;
}

/** The durable record of every authenticated request, and the limits that are read from it. */
export interface Ledger {
  /** Takes in what an earlier process has left; before that, nothing may be settled. */
  open(): Promise<void>;
  /** Takes `cost` from every policy, or from none when one refuses. Cost 0 looks, takes nothing and is never refused. */
  decide(policies: Policy[], cost: number): Decision | Promise<Decision>;
  /** Appends a row; resolved once it is durable. */
  record(row: RequestRow): Promise<void>;
  /** Told that the arrivals up to a number are settled. */
  settled(upTo: number): void;
  /** Resolved when everything recorded so far is durable. */
  drain(): Promise<void>;
}

const shared = globalThis as { latchkeyLedger?: Ledger };

/** The ledger of this process: one for all module graphs. */
export function ledger(): Ledger {
  shared.latchkeyLedger ??= new EmbeddedLedger();
  return shared.latchkeyLedger;
}

/** For a thread that decides nothing: from now on its readings are the store's, and it can take nothing. */
export function onlyLook(): void {
  shared.latchkeyLedger = new Onlooker();
}
