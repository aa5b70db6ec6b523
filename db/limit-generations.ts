import { EPOCH_LOCK } from "#db/cluster/epoch-functions.ts";

// While there is no limit, accepted requests are logged and counted nowhere else. If it is set again, a counter from before
// misses them. So triggers number the uninterrupted times of a limit, its generations, and each has counters of its own. A
// workspace's number is the sum of its own and its plan's, so that a plan's limits can be set for all of its workspaces
// without locking them. A workspace that moves between plans that both have a limit keeps the sum, and so its counters.

const isSet = (before: string, after: string) => `(${before} is null and ${after} is not null)`;

const KEY_LIMIT_IS_SET = `(old.limit_requests is null or old.limit_window_seconds is null)
  and new.limit_requests is not null and new.limit_window_seconds is not null`;

const PLAN_LIMIT_IS_SET = ["requests_per_minute", "monthly_quota"]
  .map((limit) => isSet(`old.${limit}`, `new.${limit}`))
  .join(" or ");

const ofPlan = (row: "old" | "new", column: string) =>
  `(select p.${column} from plans p where p.id = ${row}.plan_id)`;
const inForce = (row: "old" | "new", limit: string) => `coalesce(${row}.own_${limit}, ${ofPlan(row, limit)})`;
const WORKSPACE_LIMIT_IS_SET = ["requests_per_minute", "monthly_quota"]
  .map((limit) => isSet(inForce("old", limit), inForce("new", limit)))
  .join(" or ");

const KEY_COLUMNS = "limit_requests, limit_window_seconds";
const PLAN_COLUMNS = "requests_per_minute, monthly_quota";
const WORKSPACE_COLUMNS = "plan_id, own_requests_per_minute, own_monthly_quota";
const WORKSPACE_GENERATION = `new.limits_generation
  + coalesce(${ofPlan("old", "limits_generation")}, 0) - coalesce(${ofPlan("new", "limits_generation")}, 0)
  + case when ${WORKSPACE_LIMIT_IS_SET} then 1 else 0 end`;

/** The triggers of SQLite, by name. */
export function generationTriggers(): Record<string, string> {
  const create = (table: string, columns: string, when: string, set: string) => ({
    [`${table}_limited`]: `CREATE TRIGGER ${table}_limited AFTER UPDATE OF ${columns} ON ${table} WHEN ${when}
BEGIN UPDATE ${table} SET ${set} WHERE id = new.id; END`,
  });
  return {
    ...create("api_keys", KEY_COLUMNS, KEY_LIMIT_IS_SET, "limit_generation = limit_generation + 1"),
    ...create("plans", PLAN_COLUMNS, PLAN_LIMIT_IS_SET, "limits_generation = limits_generation + 1"),
    ...create("workspaces", WORKSPACE_COLUMNS, "true", `limits_generation = ${WORKSPACE_GENERATION}`),
  };
}

const FUNCTIONS: Record<string, string> = {
  count_up_limit_of_key: `if ${KEY_LIMIT_IS_SET} then new.limit_generation := old.limit_generation + 1; end if; return new;`,
  count_up_limits_of_plan: `if ${PLAN_LIMIT_IS_SET} then new.limits_generation := old.limits_generation + 1; end if; return new;`,
  // Both plans are locked, so that their limits and their numbers belong together.
  count_up_limits_of_workspace: `perform 1 from plans p where p.id in (old.plan_id, new.plan_id) order by p.id for share;
    new.limits_generation := ${WORKSPACE_GENERATION}; return new;`,
  wait_for_appends: `perform pg_advisory_xact_lock(${EPOCH_LOCK}); return null;`,
};

const TABLES = [
  ["api_keys", KEY_COLUMNS, "limit_generation", "count_up_limit_of_key"],
  ["plans", PLAN_COLUMNS, "limits_generation", "count_up_limits_of_plan"],
  ["workspaces", WORKSPACE_COLUMNS, "limits_generation", "count_up_limits_of_workspace"],
] as const;

/** The names of PostgreSQL's triggers. */
export const GENERATION_TRIGGERS = TABLES.flatMap(([table]) => [`${table}_limited`, `${table}_limit_set`]);

/**
 * Creates the functions and triggers of PostgreSQL. In a cluster, the commit that sets a limit waits for appends in progress
 * and lets no other begin before it is done: so a counter that is built afterwards finds everything that was accepted without
 * the limit. The lock is taken by the commit itself, so nobody waits for an instance that has stopped before.
 */
export function generationStatements(): string[] {
  const functions = Object.entries(FUNCTIONS).map(
    ([name, body]) =>
      `create or replace function ${name}() returns trigger language plpgsql as $$ begin ${body} end $$`,
  );
  const triggers = TABLES.flatMap(([table, columns, generation, counting]) => [
    `create or replace trigger ${table}_limited before update of ${columns} on ${table} for each row execute function ${counting}()`,
    `drop trigger if exists ${table}_limit_set on ${table}`,
    `create constraint trigger ${table}_limit_set after update on ${table} deferrable initially deferred
      for each row when (old.${generation} <> new.${generation}) execute function wait_for_appends()`,
  ]);
  return [...functions, ...triggers];
}
