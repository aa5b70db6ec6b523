import type { ChartGroup } from "#components/charts/chart-data.ts";
import type { UsageBucket } from "#lib/usage/schema.ts";

const columns = ["start", "group", "name", "hint", "total", "succeeded", "failed", "rate_limited"];

/** The series as a table, with all groups, also those that share a color in the chart. */
export function toCsv(buckets: UsageBucket[], groups: ChartGroup[] = []): string {
  const known = new Map(groups.map((group) => [group.id, group]));
  const lines = buckets.map(({ start, group, total, succeeded, failed, rate_limited }) => {
    const { name, hint } = known.get(group) ?? {};
    return [start, group, name, hint, total, succeeded, failed, rate_limited];
  });
  return [columns, ...lines].map((line) => `${line.map(toCell).join(",")}\r\n`).join("");
}

/** Text that a spreadsheet would run as a formula starts with an apostrophe. */
function toCell(value: string | number | null | undefined): string {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return safe !== text || /[",\r\n]/.test(text) ? `"${safe.replaceAll('"', '""')}"` : text;
}
