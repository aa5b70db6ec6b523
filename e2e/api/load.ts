import { type Answer, type Call, call } from "#e2e/api/client.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** Runs `act` in a loop in each of that many concurrent clients until `until` is true. */
export async function hammer(
  clients: number,
  until: () => boolean,
  act: (client: number) => Promise<unknown>,
): Promise<void> {
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (!until()) await act(client);
    }),
  );
}

/** Sends that many requests concurrently. */
export function burst(
  count: number,
  server: TestServer,
  method: string,
  path: string,
  request: Call,
): Promise<Answer[]> {
  return Promise.all(Array.from({ length: count }, () => call(server, method, path, request)));
}

/** Counts responses by status: `{ 200: 60, 429: 140 }`. */
export function statuses(answers: Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** The largest number of events in any window of that length. */
export function mostInAnyWindow(times: number[], windowMs: number): number {
  let [most, start] = [0, 0];
  const sorted = times.toSorted((a, b) => a - b);
  for (const [end, at] of sorted.entries()) {
    while (sorted[start]! + windowMs <= at) start += 1;
    most = Math.max(most, end - start + 1);
  }
  return most;
}
