import { readUrl } from "./configuration.ts";
import type { Transport } from "./gate-answer.ts";
import { forwardedHeaders, type GateRequest, queryOf, type Requirement } from "./gate-request.ts";
import { transportTo } from "./gate-transport.ts";
import type { Latchkey } from "./latchkey.ts";
import { type GateVerdict, unavailable, verdictOf } from "./verdict.ts";
import { verifyRequest } from "./verify-request.ts";

export type { GateRequest, Requirement } from "./gate-request.ts";
export { type GateProblem, GateVerdict } from "./verdict.ts";

/** How a gate's client is created. */
export interface GateOptions {
  /** Address of the gate port, such as `http://127.0.0.1:3001`. By default `LATCHKEY_GATE_URL`. */
  url?: string | undefined;
  /** Instead of `url`, for a service that can't reach the gate port: the API is asked with `keys.verify`. */
  latchkey?: Latchkey | undefined;
  /** How long to wait for the gate, in ms. By default 200. */
  timeout?: number | undefined;
  /** Lets requests pass if the gate can't be asked. By default they are refused with 503. */
  failOpen?: boolean | undefined;
  /** By default a pool of kept connections in Node, and the global one elsewhere. */
  fetch?: typeof globalThis.fetch | undefined;
}

/** Asks Latchkey about requests to your own API. Throws `ConfigurationError` without an address. */
export class Gate {
  readonly #ask: (request: GateRequest, requirement: Requirement) => Promise<GateVerdict | null>;
  readonly #failOpen: boolean;

  constructor({ url, latchkey, timeout = 200, failOpen = false, fetch }: GateOptions = {}) {
    this.#failOpen = failOpen;
    if (latchkey) {
      this.#ask = (request, requirement) => verifyRequest(latchkey, request, requirement, timeout);
      return;
    }
    const transport: Transport = transportTo(readUrl(url, "LATCHKEY_GATE_URL"), timeout, fetch);
    this.#ask = async (request, requirement) =>
      verdictOf(await transport(`/gate${queryOf(requirement)}`, forwardedHeaders(request)));
  }

  /**
   * Whether a request may pass, and who made it. Counts it against the limits of its key. Never throws: if the gate can't
   * be asked, the verdict is 503 `unavailable`, or allowed with `failedOpen`.
   */
  async check(request: GateRequest, requirement: Requirement = {}): Promise<GateVerdict> {
    let verdict: GateVerdict | null = null;
    try {
      verdict = await this.#ask(request, requirement);
    } catch {}
    if (!verdict || (this.#failOpen && verdict.status >= 500)) return unavailable(this.#failOpen);
    return verdict;
  }
}
