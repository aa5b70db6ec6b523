import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Breakable, Fault } from "#e2e/cluster/faults.ts";
import { type Evidence, violations } from "#e2e/cluster/judge.ts";
import { LimitedClients } from "#e2e/cluster/limited-clients.ts";
import type { Limited } from "#e2e/cluster/subjects.ts";

const CLIENTS = 200;
const STARTED_WITHIN_MS = 30_000;
/** Failures must have stopped 2 s after the fault, so the clients go on for longer. */
const LOAD_AFTERWARDS_MS = 2500;

export interface Trial {
  evidence: Evidence;
  violations: string[];
}

/**
 * 200 clients use up a limit at all instances. At a random moment meanwhile, the fault happens. Then the clients ask until all
 * are refused; instances that were ended come back and refuse too; the key is revoked, and no instance accepts it any more.
 */
export async function runTrial(cluster: Breakable, fault: Fault, limited: Limited): Promise<Trial> {
  const clients = new LimitedClients(cluster.instances);
  let over = false;
  const load = clients.exhaust(limited.secret, CLIENTS, () => over);
  const moment = randomInt(limited.limit);
  for (const start = Date.now(); clients.accepted < moment && Date.now() < start + STARTED_WITHIN_MS; )
    await delay(1);
  const restore = await fault.happen(cluster);
  const faultEnded = performance.now();
  await delay(LOAD_AFTERWARDS_MS);
  over = true;
  await load;
  await restore?.();
  await clients.askAll(limited.secret);
  const rows = await limited.rows();
  const evidence = { limited, rows, faultEnded, sent: [...clients.sent] };
  const afterRevoke = await revoke(cluster, clients, limited);
  clients.close();
  return { evidence, violations: [...violations(evidence), ...afterRevoke] };
}

/** Revokes the key at one instance. Returns what another then answers, unless it is 401. */
async function revoke(
  { instances }: Breakable,
  clients: LimitedClients,
  limited: Limited,
): Promise<string[]> {
  const { port } = instances[randomInt(instances.length)]!;
  const revoked = await limited.revoke(`http://localhost:${port}`);
  if (revoked !== 200) return [`revoking the key: ${revoked}`];
  const answers = await clients.askAll(limited.secret);
  return answers
    .filter(({ status }) => status !== 401)
    .map(({ status }) => `${status} after the key was revoked`);
}
