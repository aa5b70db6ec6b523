import type { ChartGroup } from "#components/charts/chart-data.ts";
import type { Grouping } from "#components/usage/usage-filter.ts";
import type { SeriesMeta } from "#lib/usage/schema.ts";

/** What a group is, and what all groups are together that have no color of their own. */
export const groupingWords = {
  key: { name: "Key", others: "Other keys" },
  route: { name: "Route", others: "Other routes" },
  status: { name: "Status", others: "Other statuses" },
  code: { name: "Error code", others: "Other codes" },
} as const satisfies Record<Grouping, { name: string; others: string }>;

/** What people call the groups. For requests to your own API, only the decision is counted, not your API's answer. */
export function namedGroups(groups: SeriesMeta["groups"], grouping: Grouping): ChartGroup[] {
  return groups.map(({ id, name, hint }) => ({ id, ...wordsOf(id, name, hint, grouping) }));
}

function wordsOf(id: string | null, name: string | null, hint: string | null, grouping: Grouping) {
  if (id === "other") return { name: groupingWords[grouping].others, hint: null };
  // A key without a name is called by its hint.
  if (grouping === "key") return name ? { name, hint } : { name: hint ?? id ?? "Unknown key", hint: null };
  if (grouping === "code") return { name: codeWords(id), hint: null };
  return { name: grouping === "route" ? routeWords(id) : (id ?? "Unknown"), hint: null };
}

function codeWords(code: string | null): string {
  if (code === "ok") return "Succeeded";
  return code ?? "Unknown (counted before codes were)";
}

function routeWords(route: string | null): string {
  const gateway = route?.match(/^(\S+) \/gate$/);
  return gateway ? `Decisions for your gateway (${gateway[1]})` : (route ?? "Unknown");
}
