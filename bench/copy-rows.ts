import type { Store } from "./store.ts";

/**
 * Copies a table's first row `count` times in one statement. Columns that differ are SQL expressions of i = 1, 2, …
 * Columns that only some versions have don't need to be named.
 */
export async function copyRows(
  store: Store,
  table: string,
  count: number,
  own: Record<string, string>,
): Promise<void> {
  if (count <= 0) return;
  const columns = await columnsOf(store, table);
  await store.run(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
     insert into ${table} (${columns.join(", ")})
     select ${columns.map((column) => own[column] ?? `first.${column}`).join(", ")}
     from n, (select * from ${table} limit 1) as first`,
  );
}

function columnsOf({ engine, column }: Store, table: string): Promise<string[]> {
  return column<string>(
    engine === "sqlite"
      ? `select name from pragma_table_info('${table}')`
      : `select column_name from information_schema.columns
         where table_name = '${table}' and is_generated = 'NEVER' and is_identity = 'NO' order by ordinal_position`,
  );
}
