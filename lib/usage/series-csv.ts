import { lineOf } from "#lib/csv.ts";
import type { Series } from "#lib/usage/usage.ts";

/** A series as a table, with what people call its groups. */
export async function* seriesAsCsv({ buckets, meta }: Series): AsyncGenerator<string> {
  const names = new Map(meta.groups.map(({ id, name, hint }) => [id, { name, hint }]));
  yield lineOf(["start", "group", "name", "hint", "total", "succeeded", "failed", "rate_limited"]);
  yield buckets
    .map(({ start, group, total, succeeded, failed, rate_limited }) => {
      const { name = null, hint = null } = names.get(group) ?? {};
      return lineOf([start, group, name, hint, total, succeeded, failed, rate_limited]);
    })
    .join("");
}
