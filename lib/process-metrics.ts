import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "prom-client";

const RESOLUTION_MS = 10;

/**
 * What Prometheus expects of every process, under the usual names. prom-client's own set watches every garbage
 * collection, which costs each request a hundredth of its time.
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
    help: "User and system CPU time of all threads.",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  gauge("process_resident_memory_bytes", "Memory that the process holds.", () => process.memoryUsage.rss());
  gauge("process_start_time_seconds", "Start, Unix time.", () => Math.round(performance.timeOrigin / 1000));
  gauge(
    "nodejs_heap_size_used_bytes",
    "Heap of the main thread in use.",
    () => process.memoryUsage().heapUsed,
  );
  const lag = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  lag.enable();
  gauge("nodejs_eventloop_lag_p99_seconds", "How late the main thread was, since the last scrape.", () => {
    const seconds = Math.max(0, lag.percentile(99) / 1e9 - RESOLUTION_MS / 1000);
    lag.reset();
    return seconds;
  });
}
