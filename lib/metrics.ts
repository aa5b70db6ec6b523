import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { micros } from "#lib/clock.ts";
import { processMetrics } from "#lib/process-metrics.ts";

/** Where a request arrived: at the API's own routes or at the gate port. */
type Entrypoint = "api" | "gate";

const DECISION_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

class Metrics {
  #registry = new Registry();
  #decisions = new Counter({
    name: "latchkey_decisions_total",
    help: "Decisions by entry point and problem code. The code of accepted requests is ok.",
    labelNames: ["entrypoint", "code"],
    registers: [this.#registry],
  });
  #decisionSeconds = new Histogram({
    name: "latchkey_decision_seconds",
    help: "Time from the arrival of a request until its decision is durable.",
    labelNames: ["entrypoint"],
    buckets: DECISION_SECONDS,
    registers: [this.#registry],
  });
  #commitSeconds = new Histogram({
    name: "latchkey_request_log_commit_seconds",
    help: "Duration of a commit to the request log.",
    buckets: DECISION_SECONDS,
    registers: [this.#registry],
  });
  #rows = new Counter({
    name: "latchkey_request_log_rows_total",
    help: "Rows committed to the request log.",
    registers: [this.#registry],
  });
  #skipped = new Counter({
    name: "latchkey_request_log_skipped_total",
    help: "Requests with unknown keys that were not logged, because there were too many in that hour.",
    registers: [this.#registry],
  });
  #queue = new Gauge({
    name: "latchkey_request_log_queue",
    help: "Rows that were waiting to be committed at the time of the last commit.",
    registers: [this.#registry],
  });
  // Cached, because looking up the series of a label takes as long as a decision.
  #counts = new Map<string, ReturnType<Counter["labels"]>>();
  #durations = {
    api: this.#decisionSeconds.labels("api"),
    gate: this.#decisionSeconds.labels("gate"),
  };

  #connections = new Map<string, () => number>();

  constructor() {
    processMetrics(this.#registry);
    const connections = this.#connections;
    new Gauge({
      name: "latchkey_connections",
      help: "Open connections by port.",
      labelNames: ["port"],
      registers: [this.#registry],
      collect() {
        for (const [port, read] of connections) this.set({ port }, read());
      },
    });
  }

  decided(entrypoint: Entrypoint, code: string, startedMicros: number): void {
    this.#count(entrypoint, code).inc();
    this.#durations[entrypoint].observe((micros() - startedMicros) / 1e6);
  }

  #count(entrypoint: Entrypoint, code: string) {
    const name = `${entrypoint} ${code}`;
    const known = this.#counts.get(name);
    if (known) return known;
    const count = this.#decisions.labels(entrypoint, code);
    this.#counts.set(name, count);
    return count;
  }

  /** How many requests were refused since the process started, by problem code. */
  async refusals(): Promise<Record<string, number>> {
    const refused: Record<string, number> = {};
    for (const { labels, value } of (await this.#decisions.get()).values)
      if (labels.code !== "ok") refused[labels.code!] = (refused[labels.code!] ?? 0) + value;
    return refused;
  }

  committed(rows: number, startedMicros: number, waiting: number): void {
    this.#commitSeconds.observe((micros() - startedMicros) / 1e6);
    this.#rows.inc(rows);
    this.#queue.set(waiting);
  }

  /** Reads, with each scrape, how many requests for pages are being answered and how many wait. */
  observePages(read: () => { used: number; waiting: number }): void {
    new Gauge({
      name: "latchkey_page_requests",
      help: "Requests for pages and the browser's login that are being answered, or wait for that.",
      labelNames: ["state"],
      registers: [this.#registry],
      collect() {
        const { used, waiting } = read();
        this.set({ state: "answering" }, used);
        this.set({ state: "waiting" }, waiting);
      },
    });
  }

  /** A request with an unknown key was not logged. */
  skipped(): void {
    this.#skipped.inc();
  }

  /** Registers a value that is read when the metrics are. If it can't be read, its last value stays. */
  gauge(name: string, help: string, read: () => Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      async collect() {
        await read().then(
          (value) => this.set(value),
          () => {},
        );
      },
    });
  }

  /** Reads, with each scrape, how many connections a port has. */
  observeConnections(port: string, read: () => number): void {
    this.#connections.set(port, read);
  }

  /** Registers a counter without labels. Returns the function that counts. */
  counter(name: string, help: string): () => void {
    const counter = new Counter({ name, help, registers: [this.#registry] });
    return () => counter.inc();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

/** The process's metrics for Prometheus. Labels never contain keys, workspaces or paths. */
export const metrics = new Metrics();
