import type { Client } from "pg";
import { LIMIT_FUNCTIONS } from "#db/cluster/decide-function.ts";
import { EPOCH_FUNCTIONS } from "#db/cluster/epoch-functions.ts";
import { APPEND_FUNCTION } from "#db/queries/append-postgresql.ts";

/**
 * Creates the functions that a cluster's instances call. Called at every start, so that they always match the code. Older
 * instances go on with them: a function whose parameters or meaning change gets a new name.
 */
export async function createClusterFunctions(client: Client): Promise<void> {
  const statements = [...EPOCH_FUNCTIONS, ...LIMIT_FUNCTIONS, APPEND_FUNCTION];
  await client.query(["begin", ...statements, "commit"].join(";\n"));
}
