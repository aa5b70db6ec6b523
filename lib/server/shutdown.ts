import { withoutParameters } from "#lib/error-fields.ts";
import { log } from "#lib/log.ts";
import { takeOverSignals } from "#lib/server/early-signals.ts";

type Step = () => Promise<unknown> | unknown;

/** Thrown when the process is asked to stop during its start, so that nothing more is started. */
class Stopped extends Error {}

/**
 * Ends the process on SIGTERM and SIGINT, by ending everything that was started in reverse order. This also works in the
 * middle of a start.
 */
export class Shutdown {
  readonly #ports: Step[] = [];
  readonly #steps: Step[] = [];
  readonly #limitMs: number;
  #begun = false;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
    takeOverSignals(() => void this.#run());
    // The parent process (such as `npm run up`) has ended without stopping this one, so nothing else would.
    process.once("disconnect", () => void this.#run());
  }

  get begun(): boolean {
    return this.#begun;
  }

  /** Registers how to close a port. Ports are closed first and together. Throws if the shutdown has begun. */
  addPort(close: Step): void {
    if (this.#begun) throw new Stopped();
    this.#ports.push(close);
  }

  /** Registers how to end something. Throws if the shutdown has begun, so that nothing more is started. */
  add(step: Step): void {
    if (this.#begun) throw new Stopped();
    this.#steps.push(step);
  }

  /** Starts something unless the shutdown has begun. `start` returns how to end it. */
  start(start: () => Step): void {
    if (this.#begun) throw new Stopped();
    this.#steps.push(start());
  }

  /** Runs a start until it is done or a signal stops it. */
  async during(start: () => Promise<void>): Promise<void> {
    try {
      await start();
    } catch (error) {
      // What was ended in the middle of its start fails, and that is as it should be.
      if (!this.#begun) throw error;
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
    await Promise.all(this.#ports.map(attempt));
    for (const step of this.#steps.reverse()) await attempt(step);
    process.exit(0);
  }
}

// If one part fails to end, the others are still ended.
async function attempt(step: Step): Promise<void> {
  try {
    await step();
  } catch (err) {
    log.error({ err }, "a shutdown step failed");
  }
}

/** Ends the process at once, with an error message. */
export function exit(sentence: string): never {
  log.fatal(withoutParameters(sentence));
  process.exit(1);
}
