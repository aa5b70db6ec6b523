import type { Client } from "pg";
import { WATCHED_COLUMNS, type WatchedTable } from "#db/watched-columns.ts";

// The workspaces whose keys are affected by a changed row. A plan's workspaces are sorted by ID, so that concurrent
// changes don't deadlock.
const WORKSPACES: Record<WatchedTable, string> = {
  api_keys: "select old.workspace_id",
  // If the key is deleted too, its workspace can't be found here; the key's own trigger counts that.
  key_secrets: "select k.workspace_id from api_keys k where k.id = old.key_id",
  workspaces: "select old.id",
  plans: "select w.id from workspaces w where w.plan_id = old.id order by w.id",
};

/**
 * Creates the triggers that increment the version of a workspace's keys (`key_versions`) in the transaction of each
 * change. Called at every start, so that they always match `WATCHED_COLUMNS`.
 */
export async function createKeyVersionTriggers(client: Client): Promise<void> {
  await client.query(["begin", ...statements(), "commit"].join(";\n"));
}

function statements(): string[] {
  const counting = Object.entries(WATCHED_COLUMNS).flatMap(([name, columns]) => {
    const table = name as WatchedTable;
    const trigger = `count_up_key_version_of_${table}`;
    return [
      createFunction(
        trigger,
        `insert into key_versions as v (workspace_id, version) select w, 1 from (${WORKSPACES[table]}) as changed (w)
         on conflict (workspace_id) do update set version = v.version + 1;
         return null;`,
      ),
      createTrigger(`${table}_changed`, `after update of ${columns.join(", ")}`, table, trigger),
      createTrigger(`${table}_deleted`, "after delete", table, trigger),
    ];
  });
  return [...counting, ...lockingPlans()];
}

// Without this lock, a plan's trigger could miss a workspace that is being moved to the plan at the same time.
function lockingPlans(): string[] {
  const name = "lock_plan_of_workspace";
  return [
    createFunction(name, "perform 1 from plans p where p.id = new.plan_id for share; return new;"),
    createTrigger("workspaces_planned", "before insert or update of plan_id", "workspaces", name),
  ];
}

const createFunction = (name: string, body: string) =>
  `create or replace function ${name}() returns trigger language plpgsql as $$ begin ${body} end $$`;

const createTrigger = (name: string, event: string, table: string, functionName: string) =>
  `create or replace trigger ${name} ${event} on ${table} for each row execute function ${functionName}()`;
