import type Database from "better-sqlite3";
import { WATCHED_COLUMNS } from "#db/watched-columns.ts";

/**
 * Creates the triggers that count up the one version of all keys. At every start: a migration that rebuilds a table loses
 * those of it.
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
  const made: Record<string, string> = {};
  const make = (name: string, event: string) => {
    made[name] =
      `CREATE TRIGGER ${name} AFTER ${event} BEGIN UPDATE cache_versions SET version = version + 1 WHERE name = 'keys'; END`;
  };
  for (const [table, columns] of Object.entries(WATCHED_COLUMNS)) {
    make(`${table}_changed`, `UPDATE OF ${columns.join(", ")} ON ${table}`);
    make(`${table}_deleted`, `DELETE ON ${table}`);
  }
  return made;
}
