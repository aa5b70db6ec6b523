import { networkOf } from "#lib/network.ts";

const HOUR_MS = 3_600_000;

/** The maximum number of rows for requests with unknown keys, per clock hour. */
export interface SampleLimits {
  perNetwork: number;
  total: number;
}

const LIMITS: SampleLimits = { perNetwork: 1000, total: 20_000 };

/**
 * Chooses which requests with unknown keys are logged. Anyone can send those, so they must not fill the disk. In each
 * clock hour, half of a limit can be used at any time, and the other half as the hour passes. So a flood in its first
 * minutes doesn't hide what comes later.
 */
export class UnknownKeySample {
  readonly #limits: SampleLimits;
  #hour = 0;
  #total = 0;
  /** The rows of each network in this hour. There are at most as many networks as rows. */
  readonly #networks = new Map<string, number>();

  constructor(limits = LIMITS) {
    this.#limits = limits;
  }

  /** Whether a request from this address is logged. If it is, it is counted. */
  admits(ip: string | null, nowMs: number): boolean {
    this.#startHour(Math.floor(nowMs / HOUR_MS));
    const share = (1 + (nowMs % HOUR_MS) / HOUR_MS) / 2;
    if (this.#total >= this.#limits.total * share) return false;
    const network = networkOf(ip);
    const rows = this.#networks.get(network) ?? 0;
    if (rows >= this.#limits.perNetwork * share) return false;
    this.#networks.set(network, rows + 1);
    this.#total += 1;
    return true;
  }

  #startHour(hour: number): void {
    if (hour <= this.#hour) return;
    this.#hour = hour;
    this.#total = 0;
    this.#networks.clear();
  }
}
