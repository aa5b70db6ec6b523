import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Latencies of the gate as an honest gateway sees them. */
export interface Latency {
  p50: number;
  p99: number;
  /** Requests that got no 200 within five seconds. */
  failed: number;
}

/** Asks the gate at a steady rate from a thread of its own, which the attackers can't delay. */
export class Prober {
  readonly #thread: Worker;

  constructor(gateUrl: string, key: string) {
    this.#thread = new Worker(new URL("prober-thread.ts", import.meta.url), { workerData: { gateUrl, key } });
  }

  /** Forgets what was measured before. */
  begin(): void {
    this.#thread.postMessage("begin");
  }

  /** The latencies since `begin`. */
  async end(): Promise<Latency> {
    this.#thread.postMessage("end");
    const [{ times, failed }] = (await once(this.#thread, "message")) as [
      { times: number[]; failed: number },
    ];
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return { p50: at(0.5), p99: at(0.99), failed };
  }

  async stop(): Promise<void> {
    await this.#thread.terminate();
  }
}
