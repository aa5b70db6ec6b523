import { ping } from "#db/queries/ping.ts";

/** Whether the server is ready for requests: started, not shutting down, and with a working database. */
export class Health {
  readonly #stopping: () => boolean;
  #started = false;

  constructor(stopping: () => boolean) {
    this.#stopping = stopping;
  }

  /** Call this once everything is started. */
  started(): void {
    this.#started = true;
  }

  /** A sentence that says why the server isn't ready; null if it is. Throws if the database is unavailable. */
  async whyUnready(): Promise<string | null> {
    if (this.#stopping()) return "The server is shutting down. Try again in a moment.";
    if (!this.#started) return "The server is starting. Try again in a moment.";
    await ping();
    return null;
  }
}
