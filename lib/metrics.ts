import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { micros } from "#lib/clock.ts";
import { processMetrics } from "#lib/process-metrics.ts";

/** Where a decision was asked for: the API's own routes, or the internal port. */
type Entrypoint = "api" | "gate";

const DECISION_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

class Metrics {
  #registry = new Registry();
  #decisions = new Counter({
    name: "latchkey_decisions_total",
    help: "Decisions by where they were asked for and by problem code; ok: passed.",
    labelNames: ["door", "code"],
    registers: [this.#registry],
  });
  #decisionSeconds = new Histogram({
    name: "latchkey_decision_seconds",
    help: "From the arrival of a request to its durable decision.",
    labelNames: ["door"],
    buckets: DECISION_SECONDS,
    registers: [this.#registry],
  });
  #commitSeconds = new Histogram({
    name: "latchkey_ledger_commit_seconds",
    help: "Duration of one commit of the ledger.",
    buckets: DECISION_SECONDS,
    registers: [this.#registry],
  });
  #rows = new Counter({
    name: "latchkey_ledger_rows_total",
    help: "Rows that were committed to the ledger.",
    registers: [this.#registry],
  });
  #queue = new Gauge({
    name: "latchkey_ledger_queue",
    help: "Rows that wait for their commit, at the last commit.",
    registers: [this.#registry],
  });
  // Finding a label's series takes as long as a decision; each is found once.
  #counts = new Map<string, ReturnType<Counter["labels"]>>();
  #durations = {
    api: this.#decisionSeconds.labels("api"),
    gate: this.#decisionSeconds.labels("gate"),
  };

  constructor() {
    processMetrics(this.#registry);
  }

  decided(door: Entrypoint, code: string, startedMicros: number): void {
    this.#count(door, code).inc();
    this.#durations[door].observe((micros() - startedMicros) / 1e6);
  }

  #count(door: Entrypoint, code: string) {
    const name = `${door} ${code}`;
    const known = this.#counts.get(name);
    if (known) return known;
    const count = this.#decisions.labels(door, code);
    this.#counts.set(name, count);
    return count;
  }

  committed(rows: number, startedMicros: number, waiting: number): void {
    this.#commitSeconds.observe((micros() - startedMicros) / 1e6);
    this.#rows.inc(rows);
    this.#queue.set(waiting);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

/** The process's metrics, as Prometheus reads them. No label tells of a key, a workspace or a path. */
export const metrics = new Metrics();
