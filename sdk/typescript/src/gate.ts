import { readUrl } from "./configuration.ts";
import type { Transport } from "./gate-answer.ts";
import { forwardedHeaders, type GateRequest, queryOf, type Requirement } from "./gate-request.ts";
import { transportTo } from "./gate-transport.ts";
import type { Latchkey } from "./latchkey.ts";
import { refusalOf } from "./refusals.ts";
import { Turns } from "./turns.ts";
import { type GateVerdict, unavailable, verdictOf } from "./verdict.ts";
import { verifyRequest } from "./verify-request.ts";

export type { GateRequest, Requirement } from "./gate-request.ts";
export { type GateProblem, GateVerdict } from "./verdict.ts";

const MOST_QUESTIONS = 256;

/** How a gate's client is created. */
export interface GateOptions {
  /** Address of the gate port, such as `http://127.0.0.1:3001`. By default `LATCHKEY_GATE_URL`. */
  url?: string | undefined;
  /** Instead of `url`, for a service that can't reach the gate port: the API is asked with `keys.verify`. */
  latchkey?: Latchkey | undefined;
  /** How long to wait for a verdict, in ms. By default 200 at the gate port, and 2,000 with the API. */
  timeout?: number | undefined;
  /** Lets requests pass if Latchkey is away. By default they are refused with 503. */
  failOpen?: boolean | undefined;
  /** By default a pool of kept connections in Node, and the global one elsewhere. */
  fetch?: typeof globalThis.fetch | undefined;
}

/** Asks Latchkey about requests to your own API. Throws `ConfigurationError` without an address. */
export class Gate {
  readonly #ask: (request: GateRequest, requirement: Requirement) => Promise<GateVerdict | null>;
  readonly #failOpen: boolean;

  constructor({ url, latchkey, timeout = latchkey ? 2000 : 200, failOpen = false, fetch }: GateOptions = {}) {
    this.#failOpen = failOpen;
    if (latchkey) {
      // `fetch` opens as many connections as there are calls.
      const turns = new Turns(MOST_QUESTIONS);
      this.#ask = (request, requirement) => verifyRequest(latchkey, request, requirement, timeout, turns);
      return;
    }
    const transport: Transport = transportTo(readUrl(url, "LATCHKEY_GATE_URL"), timeout, fetch);
    this.#ask = (request, requirement) => {
      const question = [`/gate${queryOf(requirement)}`, forwardedHeaders(request)] as const;
      return transport(...question).then(verdictOf, () => null);
    };
  }

  /**
   * Whether a request may pass, and who made it. Counts it against the limits of its key. Never throws: if the gate can't
   * be asked, the verdict is 503 `unavailable`, or allowed with `failedOpen`.
   */
  async check(request: GateRequest, requirement: Requirement = {}): Promise<GateVerdict> {
    try {
      const verdict = refusalOf(request) ?? (await this.#ask(request, requirement));
      return !verdict || (this.#failOpen && verdict.status >= 500) ? unavailable(this.#failOpen) : verdict;
    } catch {
      // Not because Latchkey is away, so it doesn't open.
      return unavailable(false);
    }
  }
}
