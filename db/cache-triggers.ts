import type Database from "better-sqlite3";

/**
 * What decisions are made of, by table: when one of these columns changes or a row goes, the number of `versions` counts
 * up, and the gate forgets what it remembers of keys. Whoever adds a column to what the gate reads, adds it here.
 */
const WATCHED: Record<string, string[]> = {
  api_keys: [
    "name",
    "scopes",
    "external_id",
    "metadata",
    "limit_requests",
    "limit_window_seconds",
    "expires_at",
    "disabled_at",
    "revoked_at",
  ],
  key_secrets: ["hint", "expires_at"],
  workspaces: ["name", "plan_id", "suspended_at"],
  plans: ["requests_per_minute", "monthly_quota"],
};

/** Makes the triggers as they are above. At every start: a migration that rebuilds a table loses those of it. */
export function createCacheTriggers(control: Database.Database): void {
  const known = control.prepare("select sql from sqlite_master where type = 'trigger' and name = ?").pluck();
  control.transaction(() => {
    control
      .prepare("insert into cache_versions (name, version) values ('keys', 1) on conflict do nothing")
      .run();
    for (const [name, sql] of Object.entries(triggers())) {
      if (known.get(name) === sql) continue;
      control.exec(`drop trigger if exists ${name}; ${sql}; update cache_versions set version = version + 1`);
    }
  })();
}

function triggers(): Record<string, string> {
  const made: Record<string, string> = {};
  const make = (name: string, event: string) => {
    made[name] =
      `CREATE TRIGGER ${name} AFTER ${event} BEGIN UPDATE cache_versions SET version = version + 1 WHERE name = 'keys'; END`;
  };
  for (const [table, columns] of Object.entries(WATCHED)) {
    make(`${table}_changed`, `UPDATE OF ${columns.join(", ")} ON ${table}`);
    make(`${table}_deleted`, `DELETE ON ${table}`);
  }
  return made;
}
