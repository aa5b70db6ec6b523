import { sqlite } from "#db/client.ts";

/** Copies a table's first row; what differs from it is an expression of i = 1, 2, … One statement, for a million too. */
export function copyRows(table: string, count: number, own: Record<string, string>): void {
  if (count <= 0) return;
  const { control } = sqlite()!;
  const columns = control.prepare("select name from pragma_table_info(?)").pluck().all(table) as string[];
  control
    .prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
       insert into ${table} (${columns.join(", ")})
       select ${columns.map((column) => own[column] ?? `first.${column}`).join(", ")}
       from n, (select * from ${table} order by rowid limit 1) as first`,
    )
    .run(count);
}
