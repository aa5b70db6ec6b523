// The load generator, in a process of its own. Each message of its parent is one burst of requests; the answer is what
// autocannon measured. The connections take turns through all the keys.
import autocannon from "autocannon";

export interface Burst {
  url: string;
  keys: string[];
  seconds: number;
  connections: number;
}

export interface Measured {
  requestsPerSecond: number;
  p99Ms: number;
  /** Answers that were not 2xx, and connections that failed: must be 0. */
  failed: number;
}

process.on("message", async ({ url, keys, seconds, connections }: Burst) => {
  const requests = keys.map((key) => ({ method: "GET" as const, headers: { "x-api-key": key } }));
  const result = await autocannon({ url, requests, connections, duration: seconds });
  const measured: Measured = {
    requestsPerSecond: result["2xx"] / result.duration,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
  process.send!(measured);
});
