import { log } from "#lib/log.ts";

type Step = () => Promise<unknown> | unknown;

/** Thrown in a start that is asked to stop: nothing more is started. */
class Stopped extends Error {}

/**
 * Ends the process on SIGTERM and SIGINT, from the moment it is made: what was started is ended in reverse order, so a
 * stop in the middle of a start leaves nothing half done either.
 */
export class Shutdown {
  readonly #steps: Step[] = [];
  readonly #limitMs: number;
  #begun = false;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void this.#run());
    // Whoever started this process over a channel is gone, however it ended: nobody else would end it.
    process.once("disconnect", () => void this.#run());
  }

  get begun(): boolean {
    return this.#begun;
  }

  /** Registers how to end what is started next. Throws when the end has begun: then it must not be started. */
  add(step: Step): void {
    if (this.#begun) throw new Stopped();
    this.#steps.push(step);
  }

  /** Runs a start to its end, or until a signal stops it. */
  async during(start: () => Promise<void>): Promise<void> {
    try {
      await start();
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
  }

  async #run(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    log.info("draining");
    setTimeout(
      () => exit(`Requests were still in progress after ${this.#limitMs / 1000} seconds.`),
      this.#limitMs,
    ).unref();
    for (const step of this.#steps.reverse()) await step();
    process.exit(0);
  }
}

/** Ends the process at once, and says why in a sentence for whoever started it. */
export function exit(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
