import { must, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as answers from "#db/queries/idempotent-answers.ts";
import type { Caller } from "#lib/gate/actor.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";

const KEY = /^[\x21-\x7e]{1,255}$/;
export const ANSWERS_KEPT_MS = 24 * 3_600_000;

/** An answer that is kept with what it tells of, in one transaction. */
export type Keeping = (tx: Db) => Step;

/** The one execution of a request that came with an Idempotency-Key. */
export class Once {
  readonly #row: answers.OnceKey & { bodyHash: string; createdAt: Date };

  constructor(key: answers.OnceKey, bodyHash: string, now: Date) {
    this.#row = { ...key, bodyHash, createdAt: now };
  }

  /** The step that keeps the answer. A `secret` in it is kept as null: a secret is never stored. */
  keeping(status: number, answer: object): Keeping {
    const kept = "secret" in answer ? { ...answer, secret: null } : answer;
    const forgottenBefore = new Date(this.#row.createdAt.getTime() - ANSWERS_KEPT_MS);
    return (tx) => must("once", answers.keep(tx, { ...this.#row, status, answer: kept }, forgottenBefore));
  }
}

/** What came of a request with an Idempotency-Key: it is to be executed, or its answer is there. */
export type Turn = { once: Once; done: () => void } | { replay: { status: number; answer: unknown } };

const running = new Set<string>();

/** Begins a request with an Idempotency-Key; null when it has none. */
export async function beginOnce(
  request: Request,
  actor: Caller,
  route: string,
  body: unknown,
  now: Date,
): Promise<Turn | null> {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  if (!KEY.test(key)) throw problem("invalid_idempotency_key");
  const onceKey = { actorId: idOf(actor), route, key };
  const bodyHash = sha256(JSON.stringify(body));
  const name = JSON.stringify(onceKey);
  if (running.has(name)) throw problem("idempotency_in_progress", { retryAfterSeconds: 1 });
  running.add(name);
  const done = () => void running.delete(name);
  try {
    const replay = await kept(onceKey, bodyHash, now);
    if (!replay) return { once: new Once(onceKey, bodyHash, now), done };
    done();
    return { replay };
  } catch (error) {
    done();
    throw error;
  }
}

function idOf(actor: Caller): string {
  if (actor.type === "service") return actor.serviceId;
  return actor.type === "user" ? actor.userId : actor.keyId;
}

async function kept(key: answers.OnceKey, bodyHash: string, now: Date) {
  const row = await answers.byKey(key);
  if (!row || now.getTime() - row.createdAt.getTime() >= ANSWERS_KEPT_MS) return null;
  if (row.bodyHash !== bodyHash) throw problem("idempotency_key_reused");
  return { status: row.status, answer: row.answer };
}
