import type Database from "better-sqlite3";
import type pg from "pg";

/** How a column's values are converted (values.ts). */
export type Kind = "text" | "integer" | "boolean" | "time" | "json";

export interface MovedColumn {
  name: string;
  kind: Kind;
}

/** A table that both databases have. */
export interface MovedTable {
  name: string;
  columns: MovedColumn[];
  /** The columns of PostgreSQL's primary key, as indexes of `columns`. */
  key: number[];
  /** The columns in whose order SQLite stores the rows. */
  order: string[];
}

/** SQLite's own tables. They have no data once everything is compacted. */
const SOURCE_ONLY = ["__drizzle_migrations", "cache_versions", "compaction_checkpoint", "staged_requests"];
/** PostgreSQL's own tables. Their data are about processes that run. */
const TARGET_ONLY = ["key_versions", "epochs", "instances", "limit_counters"];
/** SQLite numbers the rows of the request log. PostgreSQL sorts them by their IDs. */
const SOURCE_ONLY_COLUMNS = ["requests.seq"];

const KINDS: Record<string, Kind> = {
  text: "text",
  integer: "integer",
  bigint: "integer",
  boolean: "boolean",
  "timestamp with time zone": "time",
  jsonb: "json",
};

interface SourceTable {
  order: string[];
  columns: Set<string>;
}

interface TargetColumn {
  table: string;
  name: string;
  type: string;
  /** Its place in the primary key. */
  place: number | null;
}

/**
 * The tables to move, as both databases describe them: those that others refer to come first. Throws if a table or a column
 * is only in one of them, so that none can be forgotten.
 */
export async function movedTables(source: Database.Database, target: pg.ClientBase): Promise<MovedTable[]> {
  const ofSource = sourceTables(source);
  const { rows } = await target.query<TargetColumn>(COLUMNS);
  const ofTarget = Map.groupBy(rows, ({ table }) => table);
  requireSame("table", [...ofSource.keys()], [...ofTarget.keys()]);
  const tables = [...ofTarget].map(([name, columns]) => toTable(name, columns, ofSource.get(name)!));
  const references = await target.query<Reference>(REFERENCES);
  return inOrder(tables, references.rows);
}

function sourceTables(source: Database.Database): Map<string, SourceTable> {
  const listed = source
    .prepare("select name, wr from pragma_table_list where schema = 'main' and type = 'table'")
    .all() as { name: string; wr: number }[];
  const own = listed.filter(({ name }) => !name.startsWith("sqlite_") && !SOURCE_ONLY.includes(name));
  const columns = source.prepare("select name, pk from pragma_table_info(?)");
  return new Map(
    own.map(({ name, wr }) => {
      const all = columns.all(name) as { name: string; pk: number }[];
      const key = all.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
      const order = wr ? key.map((column) => column.name) : ["rowid"];
      return [name, { order, columns: new Set(all.map((column) => column.name)) }];
    }),
  );
}

const COLUMNS = `
  select c.relname as "table", a.attname as name, format_type(a.atttypid, null) as type,
    array_position(i.indkey::int2[], a.attnum) as place
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_index i on i.indrelid = c.oid and i.indisprimary
  where c.relkind = 'r' and c.relname <> all ('{${TARGET_ONLY.join(",")}}')
  order by c.relname, a.attnum`;

interface Reference {
  from: string;
  to: string;
}

const REFERENCES = `
  select f.relname as "from", t.relname as "to"
  from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
  where k.contype = 'f' and k.connamespace = (select oid from pg_namespace where nspname = current_schema())`;

function toTable(name: string, columns: TargetColumn[], source: SourceTable): MovedTable {
  const known = [...source.columns].map((column) => `${name}.${column}`);
  requireSame(
    "column",
    known.filter((column) => !SOURCE_ONLY_COLUMNS.includes(column)),
    columns.map((column) => `${name}.${column.name}`),
  );
  const inKey = columns.filter(({ place }) => place !== null).sort((a, b) => a.place! - b.place!);
  if (inKey.length === 0) throw new Error(`The table ${name} has no primary key in PostgreSQL`);
  return {
    name,
    columns: columns.map((column) => ({ name: column.name, kind: kindOf(name, column) })),
    key: inKey.map((column) => columns.indexOf(column)),
    order: source.order,
  };
}

function kindOf(table: string, { name, type }: TargetColumn): Kind {
  const kind = KINDS[type];
  if (!kind) throw new Error(`Values of type ${type} can't be moved: ${table}.${name}`);
  return kind;
}

function requireSame(what: string, inSource: string[], inTarget: string[]): void {
  const alone =
    inSource.find((name) => !inTarget.includes(name)) ?? inTarget.find((name) => !inSource.includes(name));
  if (alone !== undefined) throw new Error(`Only one of the databases has the ${what} ${alone}`);
}

/** Sorts tables so that each comes after those it refers to. */
export function inOrder<Table extends { name: string }>(tables: Table[], references: Reference[]): Table[] {
  const sorted: Table[] = [];
  let rest = tables;
  while (rest.length > 0) {
    const waiting = new Set(rest.map(({ name }) => name));
    const free = rest.filter(
      ({ name }) => !references.some(({ from, to }) => from === name && to !== name && waiting.has(to)),
    );
    if (free.length === 0) throw new Error(`These tables refer to each other: ${[...waiting].join(", ")}`);
    sorted.push(...free);
    rest = rest.filter((table) => !free.includes(table));
  }
  return sorted;
}
