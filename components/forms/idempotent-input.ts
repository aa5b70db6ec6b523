import { ApiProblem } from "#components/api-client.ts";

/** What is sent for a form's input. */
export interface Attempt<Body> {
  body: Body;
  idempotencyKey: string;
}

/**
 * Sends a form's input with an Idempotency-Key, so that what it creates is created once, also if an answer is lost and the
 * user tries again. A repeated input is sent with the same key and the same body. The key changes when the input changes
 * after an answer. Without an answer it stays, because the server may have executed the request.
 */
export class IdempotentInput<Body> {
  #input: string | null = null;
  #attempt: Attempt<Body> | null = null;
  #answered = false;

  async send<Answer>(
    form: FormData,
    bodyOf: (form: FormData) => Body,
    call: (attempt: Attempt<Body>) => Promise<Answer>,
  ): Promise<Answer> {
    const attempt = this.#attemptFor(form, bodyOf);
    try {
      const answer = await call(attempt);
      this.#answered = true;
      return answer;
    } catch (error) {
      this.#answered = isAnswer(error);
      // The key stands for an earlier input. The next attempt needs another one.
      if (error instanceof ApiProblem && error.code === "idempotency_key_reused") this.#attempt = null;
      throw error;
    }
  }

  #attemptFor(form: FormData, bodyOf: (form: FormData) => Body): Attempt<Body> {
    const input = JSON.stringify([...form]);
    const changed = input !== this.#input;
    if (this.#attempt && !changed) return this.#attempt;
    const idempotencyKey =
      this.#attempt && !this.#answered ? this.#attempt.idempotencyKey : newIdempotencyKey();
    this.#attempt = { body: bodyOf(form), idempotencyKey };
    this.#input = input;
    return this.#attempt;
  }
}

/** Whether the server said what became of the request. It may have been executed without an answer, or with a 5xx. */
function isAnswer(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return error.status > 0 && error.status < 500 && error.code !== "idempotency_in_progress";
}

// Not `crypto.randomUUID`, which browsers only have on https and localhost.
function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
