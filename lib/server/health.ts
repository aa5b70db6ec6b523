import { checkWritable } from "#db/queries/check-writable.ts";
import { env } from "#env.ts";
import { redisProblem } from "#lib/limits/adapters.ts";
import { log } from "#lib/log.ts";

const FRESH_MS = 1000;
const RETRY = "Try again in a moment.";
const DATABASE = { sqlite: "SQLite", postgresql: "PostgreSQL" }[env.database.dialect];

/** Whether the server is ready for requests: started, not shutting down, and able to write to its database. */
export class Health {
  readonly #stopping: () => boolean;
  readonly #check: () => Promise<void>;
  #started = false;
  #writable: Promise<boolean> | null = null;
  #checkedAtMs = 0;
  #lastWritable = true;

  constructor(stopping: () => boolean, check = checkWritable) {
    this.#stopping = stopping;
    this.#check = check;
  }

  /** Call this once everything is started. */
  started(): void {
    this.#started = true;
  }

  /** A sentence that says why the server isn't ready for requests; null if it is. */
  async whyUnready(): Promise<string | null> {
    if (this.#stopping()) return `The server is shutting down. ${RETRY}`;
    if (!this.#started) return `The server is starting. ${RETRY}`;
    if (await this.#canWrite()) return null;
    return `The database can't be written (${DATABASE}). The server's log says why. ${RETRY}`;
  }

  /** A sentence that says what is missing although the server is ready; null if nothing is. */
  whyDegraded(): string | null {
    const problem = redisProblem();
    return problem && `Redis can't be used (${problem}), so requests are counted in PostgreSQL.`;
  }

  /** Checks at most once a second, and never twice at the same time, however many probes there are. */
  #canWrite(): Promise<boolean> {
    if (this.#writable && performance.now() - this.#checkedAtMs < FRESH_MS) return this.#writable;
    this.#checkedAtMs = Number.POSITIVE_INFINITY;
    this.#writable = this.#tryToWrite().finally(() => {
      this.#checkedAtMs = performance.now();
    });
    return this.#writable;
  }

  async #tryToWrite(): Promise<boolean> {
    const failure = await this.#check().then(
      () => null,
      (err: unknown) => ({ err }),
    );
    // Probes come often, so only changes are logged.
    if (failure && this.#lastWritable) log.error(failure, "not ready: the database can't be written");
    else if (!failure && !this.#lastWritable) log.info("the database can be written again");
    this.#lastWritable = failure === null;
    return this.#lastWritable;
  }
}
