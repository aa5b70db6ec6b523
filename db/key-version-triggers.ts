import { createHash } from "node:crypto";
import type { Client } from "pg";
import { GENERATION_TRIGGERS, generationStatements } from "#db/limit-generations.ts";
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
 * change, and those that number the times of limits. Called at every start, so that they always match `WATCHED_COLUMNS`.
 * If they do, nothing is locked: other instances are at work.
 */
export async function createKeyVersionTriggers(client: Client): Promise<void> {
  const wanted = statements().join(";\n");
  const hash = createHash("sha256").update(wanted).digest("hex");
  const { mark, found } = await look(client);
  if (mark === `${hash} ${found}`) return;
  await client.query(`begin;\n${wanted}`);
  const made = `${hash} ${(await look(client)).found}`;
  await client.query(`comment on function ${LOCKING}() is '${made}'; commit`);
}

/** What the last creation noted, and what identifies the triggers and functions that are there now. */
async function look(client: Client): Promise<{ mark: string | null; found: string | null }> {
  const { rows } = await client.query(
    `select obj_description(to_regproc($1)::oid, 'pg_proc') as mark, (
       select md5(string_agg(pg_get_triggerdef(t.oid) || t.tgenabled::text || p.prosrc, ' ' order by t.tgname))
       from pg_trigger t join pg_proc p on p.oid = t.tgfoid
       where t.tgname = any($2) and pg_table_is_visible(t.tgrelid)
     ) as found`,
    [LOCKING, [...Object.keys(WATCHED_COLUMNS).flatMap(triggersOf), PLANNED, ...GENERATION_TRIGGERS]],
  );
  return rows[0];
}

/** The function and the trigger that lock the plan of a workspace. */
const LOCKING = "lock_plan_of_workspace";
const PLANNED = "workspaces_planned";

const triggersOf = (table: string): [changed: string, deleted: string] => [
  `${table}_changed`,
  `${table}_deleted`,
];

function statements(): string[] {
  const counting = Object.entries(WATCHED_COLUMNS).flatMap(([name, columns]) => {
    const table = name as WatchedTable;
    const [changed, deleted] = triggersOf(table);
    const trigger = `count_up_key_version_of_${table}`;
    return [
      createFunction(
        trigger,
        `insert into key_versions as v (workspace_id, version) select w, 1 from (${WORKSPACES[table]}) as changed (w)
         on conflict (workspace_id) do update set version = v.version + 1;
         return null;`,
      ),
      createTrigger(changed, `after update of ${columns.join(", ")}`, table, trigger),
      createTrigger(deleted, "after delete", table, trigger),
    ];
  });
  return [...counting, ...lockingPlans(), ...generationStatements()];
}

// Without this lock, a plan's trigger could miss a workspace that is being moved to the plan at the same time.
function lockingPlans(): string[] {
  return [
    createFunction(LOCKING, "perform 1 from plans p where p.id = new.plan_id for share; return new;"),
    createTrigger(PLANNED, "before insert or update of plan_id", "workspaces", LOCKING),
  ];
}

const createFunction = (name: string, body: string) =>
  `create or replace function ${name}() returns trigger language plpgsql as $$ begin ${body} end $$`;

const createTrigger = (name: string, event: string, table: string, functionName: string) =>
  `create or replace trigger ${name} ${event} on ${table} for each row execute function ${functionName}()`;
