import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import * as epochs from "#db/queries/epochs.ts";
import type { TestInstance } from "#e2e/cluster/instances.ts";
import { newTenant } from "#e2e/unit/tenant.ts";
import { newId } from "#lib/ids.ts";

const TRIALS = Number(process.env.E2E_TRIALS ?? 1);
const CLIENTS = 200;

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What came of a limit that was used up. */
export interface Trial {
  accepted: number;
  logged: number;
  unavailable: number;
}

/** Uses up a new key's limit at all instances at once, while a fault happens. Then asks again until all are refused. */
export async function useUp(
  instances: TestInstance[],
  limit: number,
  fault: () => Promise<unknown>,
): Promise<Trial> {
  const { key, plan, quota } = newTenant();
  const owner = { workspaceId: newId("ws", Date.now()), keyId: newId("key", Date.now()) };
  const subject = { kind: "workspace", workspaceId: owner.workspaceId, environment: "live" } as const;
  const policies = [
    { ...plan(limit * 2, 3600), subject },
    { ...key("a", limit, 3600), subject: { kind: "key", ...owner } as const },
    { ...quota(limit * 2), subject },
  ];
  const run = { policies, owner, most: limit, clients: Math.ceil(CLIENTS / instances.length) };
  const before = instances.map((instance) => instance.accepted());
  const answers = Promise.all(instances.map((instance) => instance.run(run)));
  await Promise.all([answers, fault()]);
  const again = await Promise.all(instances.map((instance) => instance.run({ ...run, clients: 3 })));
  const accepted = instances.reduce((sum, instance, i) => sum + instance.accepted() - before[i]!, 0);
  const { rows } = await db().execute<{ logged: number }>(
    sql`select count(*)::int as logged from requests where key_id = ${owner.keyId} and cost > 0`,
  );
  const unavailable = [...(await answers), ...again].reduce((sum, one) => sum + (one?.unavailable ?? 0), 0);
  return { accepted, logged: rows[0]!.logged, unavailable };
}

/** Ends the current epoch, without another reason. */
export async function endEpoch() {
  const { number, ...next } = await epochs.current();
  await epochs.end(number, next);
}

/** Runs trials one after the other: more of them with E2E_TRIALS. */
export async function inTrials(count: number, trial: () => Promise<Trial>): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let i = 0; i < count * TRIALS; i += 1) trials.push(await trial());
  return trials;
}
