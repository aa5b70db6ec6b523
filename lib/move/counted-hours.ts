import type { MovedTable } from "#db/move/tables.ts";
import type { MovedRow } from "#db/move/values.ts";

const HOUR_MS = 3_600_000;

/**
 * SQLite counts keys by hour together with the log, so its counts never end. PostgreSQL counts an hour when it is over, and
 * then begins with its first row. So what is moved is complete up to the hour in which the move began, and an older hour that
 * was being counted is counted again.
 */
export function countedHours(table: MovedTable, row: MovedRow, beganAtMs: number): MovedRow {
  const begunHour = Math.floor(beganAtMs / HOUR_MS) * HOUR_MS;
  const changes: Record<string, (value: string | null) => string | null> = {
    since: (value) => String(Math.min(Number(value), begunHour)),
    until: (value) => String(Math.min(Number(value), begunHour)),
    counting_hour: () => null,
    counting_workspace_id: () => "",
    counting_from: () => null,
    uncounted_up_to: () => null,
  };
  return table.columns.map(({ name }, i) => (changes[name] ? changes[name](row[i]!) : row[i]!));
}
