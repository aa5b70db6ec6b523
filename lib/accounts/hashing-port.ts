import { type MessagePort, workerData } from "node:worker_threads";
import { tooBusy } from "#lib/accounts/bounded-queue.ts";
import type { HashingJob, HashingResult } from "#lib/accounts/hashing.ts";
import { randomBase62 } from "#lib/base62.ts";

/** What the Next worker sends to the main thread. */
export interface HashingRequest {
  id: string;
  job: HashingJob;
  preferred: boolean;
}

export type HashingAnswer = { id: string } & ({ result: HashingResult } | { failure: "unavailable" });

const waiting = new Map<string, (answer: HashingAnswer) => void>();
let listening = false;

/** The port to the main thread's queue; null in every thread but the Next worker. */
export const hashingPort = (workerData?.hashing as MessagePort | undefined) ?? null;

/** Has a job done by the main thread, whose queue all log-ins share. Throws `unavailable` if it is full. */
export async function hashInMain(port: MessagePort, job: HashingJob, preferred: boolean) {
  if (!listening) port.on("message", settle);
  listening = true;
  const id = randomBase62(16);
  const answered = new Promise<HashingAnswer>((resolve) => waiting.set(id, resolve));
  port.postMessage({ id, job, preferred } satisfies HashingRequest);
  const answer = await answered;
  if ("failure" in answer) throw tooBusy();
  return answer.result;
}

// Next bundles several copies of this module, which share the port. Each only knows the jobs it has sent.
function settle(answer: HashingAnswer): void {
  waiting.get(answer.id)?.(answer);
  waiting.delete(answer.id);
}
