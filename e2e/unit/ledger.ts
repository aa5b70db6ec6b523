import { db } from "#db/client.ts";
import { arrivals, requests, settling, usageHours, usageKeyDays } from "#db/schema/ledger.ts";

/** Empties the ledger; no batch is on its way any more. */
export async function clearLedger(): Promise<void> {
  for (const table of [arrivals, requests, usageHours, usageKeyDays]) await db().delete(table);
  await db().update(settling).set({ upTo: 0, key: "", seq: 0 });
}
