import type { Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as answers from "#db/queries/idempotent-answers.ts";

/** For how long a repeated Idempotency-Key gets the stored answer. */
export const ANSWERS_KEPT_MS = 24 * 3_600_000;

/** The step that stores an answer, in the same transaction as the change it reports. */
export type StoreAnswer = (tx: Db) => Step;

/** What identifies an execution, and what is stored with its answer. */
export interface ExecutionRecord extends answers.ExecutionKey {
  /** SHA-256 of the parsed body, because the same key with another body is rejected. */
  bodyHash: string;
  /** The HTTP status of the answer. */
  status: number;
  createdAt: Date;
}

/** The execution of a request with an Idempotency-Key; repeats of the request don't get one. */
export class IdempotentExecution {
  readonly #record: ExecutionRecord;

  constructor(record: ExecutionRecord) {
    this.#record = record;
  }

  /**
   * The step that stores the answer. A `secret` in it is stored as null, because secrets are never stored. A function gets
   * called in the transaction, after all steps of the plan, and can use what they have read.
   */
  storeAnswer(answer: object | (() => object)): StoreAnswer {
    const forgottenBefore = new Date(this.#record.createdAt.getTime() - ANSWERS_KEPT_MS);
    return (tx) => ({
      must: "idempotency",
      statement: () => {
        const given = typeof answer === "function" ? answer() : answer;
        const stored = "secret" in given ? { ...given, secret: null } : given;
        return answers.store(tx, { ...this.#record, answer: stored }, forgottenBefore);
      },
    });
  }
}
