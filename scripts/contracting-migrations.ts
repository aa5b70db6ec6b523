import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PREVIOUS_VERSION, SURVIVED } from "#db/previous-version.ts";
import { root } from "./processes.ts";

const FOLDER = join(root, "db/migrations/postgresql");
const NAME = String.raw`(?:"?public"?\.)?"?(\w+)"?`;
const CREATED = new RegExp(`^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?${NAME}`, "i");
const CHANGED = [
  new RegExp(`^(?:ALTER TABLE|INSERT INTO) ${NAME}`, "i"),
  new RegExp(String.raw`^CREATE (?:UNIQUE )?INDEX "?\w+"? ON ${NAME}`, "i"),
];
/** Statements that change nothing for a version that doesn't know about them. */
const EXPANDING = [
  /^CREATE (?:TYPE|SEQUENCE|VIEW|FUNCTION)\b/i,
  /^COMMENT ON\b/i,
  /^CREATE INDEX\b/i,
  /^ALTER TABLE "?\w+"? ALTER COLUMN "?\w+"? SET DEFAULT\b/i,
];
const NEW_COLUMN = /^ALTER TABLE "?\w+"? ADD COLUMN\b/i;
/** Such a table is read and written all the time, and can be so large that an index takes minutes. Writes wait for that. */
const LARGE = ["requests"];

/** Why a running instance that doesn't know about a statement may not survive it. Null if it does. */
function danger(statement: string, created: Set<string>): string | null {
  const table = CHANGED.map((pattern) => pattern.exec(statement)?.[1]).find(Boolean);
  if (CREATED.test(statement) || (table && created.has(table))) return null;
  if (/^CREATE INDEX\b/i.test(statement) && LARGE.includes(table!))
    return `the gate waits until the index of ${table} is built`;
  if (EXPANDING.some((pattern) => pattern.test(statement))) return null;
  if (!NEW_COLUMN.test(statement)) return "only new tables, columns and indexes are known to be safe";
  if (/\b(?:UNIQUE|PRIMARY KEY|GENERATED|CHECK)\b/i.test(statement))
    return "the previous version doesn't fill the new column, so it must accept any row";
  if (/\bNOT NULL\b/i.test(statement) && !/\bDEFAULT\b/i.test(statement))
    return "the previous version doesn't fill the new column, so it needs a default";
  return null;
}

/** The statements of a migration, each on one line. */
function statementsOf(sql: string): string[] {
  return sql
    .replace(/^\s*--(?!> statement-breakpoint).*$/gm, "")
    .split(/--> statement-breakpoint|;[ \t]*$/m)
    .map((statement) => statement.replace(/\s+/g, " ").replace(/;\s*$/, "").trim())
    .filter(Boolean);
}

/**
 * Finds statements that instances of the previous version may not survive. `migrations` are in their order. `survived` has
 * the statements that are known to be survived, and why.
 */
export function contracting(
  migrations: { name: string; sql: string }[],
  survived: Record<string, string> = SURVIVED,
): string[] {
  const created = new Set<string>();
  const wrong: string[] = [];
  const unused = new Set(Object.keys(survived));
  for (const { name, sql } of migrations)
    for (const statement of statementsOf(sql)) {
      const why = danger(statement, created);
      const table = CREATED.exec(statement)?.[1];
      if (table) created.add(table);
      const shown = `${name}: ${statement}`;
      if (why && !unused.delete(shown)) wrong.push(`${shown}\n  ${why}`);
    }
  for (const entry of unused) wrong.push(`${entry}\n  is in SURVIVED, and no such statement is refused`);
  return wrong;
}

/** PostgreSQL's migrations after this one, in their order. */
export function migrationsAfter(last: string): { name: string; sql: string }[] {
  const { entries } = JSON.parse(readFileSync(join(FOLDER, "meta/_journal.json"), "utf8"));
  const names = entries.map(({ tag }: { tag: string }) => tag) as string[];
  if (!names.includes(last)) throw new Error(`There is no migration ${last} (db/previous-version.ts)`);
  return names
    .slice(names.indexOf(last) + 1)
    .map((name) => ({ name, sql: readFileSync(join(FOLDER, `${name}.sql`), "utf8") }));
}

/** What is wrong with the migrations that the previous version doesn't have. */
export const contractingMigrations = () => contracting(migrationsAfter(PREVIOUS_VERSION.lastMigration));
