import { kit } from "#db/dialect.ts";
import { requestColumns } from "#db/schema/ledger.ts";

/** The whole ledger: what is settled and what has just arrived. The migrations make it. */
export const ledger = kit.view("ledger", requestColumns()).existing();
