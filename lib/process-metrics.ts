import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "prom-client";

const RESOLUTION_MS = 10;

/**
 * Registers Prometheus' standard metrics of a process. prom-client's own collector observes every garbage collection, which
 * makes requests 1 % slower.
 */
export function processMetrics(registry: Registry): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  new Counter({
    name: "process_cpu_seconds_total",
    help: "User and system CPU time of all threads in seconds.",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  gauge("process_resident_memory_bytes", "Resident memory of the process in bytes.", () =>
    process.memoryUsage.rss(),
  );
  gauge("process_start_time_seconds", "Start time of the process in seconds since the Unix epoch.", () =>
    Math.round(performance.timeOrigin / 1000),
  );
  gauge(
    "nodejs_heap_size_used_bytes",
    "Used heap of the main thread in bytes.",
    () => process.memoryUsage().heapUsed,
  );
  const lag = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  lag.enable();
  gauge(
    "nodejs_eventloop_lag_p99_seconds",
    "99th percentile of the main thread's event loop lag since the last scrape.",
    () => {
      const seconds = Math.max(0, lag.percentile(99) / 1e9 - RESOLUTION_MS / 1000);
      lag.reset();
      return seconds;
    },
  );
}
