import type Database from "better-sqlite3";
import { generationTriggers } from "#db/limit-generations.ts";
import { WATCHED_COLUMNS } from "#db/watched-columns.ts";

/**
 * Creates the triggers that increment the version of the key records, and those that number the times of limits. Called at
 * every start, because a migration that rebuilds a table drops its triggers.
 */
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
  const statements: Record<string, string> = {};
  const add = (name: string, event: string) => {
    statements[name] =
      `CREATE TRIGGER ${name} AFTER ${event} BEGIN UPDATE cache_versions SET version = version + 1 WHERE name = 'keys'; END`;
  };
  for (const [table, columns] of Object.entries(WATCHED_COLUMNS)) {
    add(`${table}_changed`, `UPDATE OF ${columns.join(", ")} ON ${table}`);
    add(`${table}_deleted`, `DELETE ON ${table}`);
  }
  return { ...statements, ...generationTriggers() };
}
