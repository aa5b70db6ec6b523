import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { searchText } from "#components/search-text.ts";

export const statusChoices = ["current", "active", "disabled", "expired", "revoked", "all"] as const;
const sorts = ["created_at", "-created_at", "name", "-name", "expires_at", "-expires_at"] as const;

/** What the page's URL says about the list, besides the environment. */
export const filterParsers = {
  q: parseAsString.withDefault(""),
  /** Revoked keys are hidden by default. */
  status: parseAsStringLiteral(statusChoices).withDefault("current"),
  sort: parseAsStringLiteral(sorts).withDefault("-created_at"),
};

const environment = parseAsStringLiteral(["live", "test"] as const).withDefault("live");
/** Reads the filter from a page's query string on the server. Unknown values mean the default. */
export const loadKeyFilter = createLoader({ ...filterParsers, environment });

export type KeyFilter = inferParserType<typeof filterParsers> & { environment: "live" | "test" };

export const pageSize = 25;

const current = ["active", "disabled", "expired"] as const;

/** The parameters of `GET /keys` for a filter. */
export function keyQuery({ q, status, sort, environment }: KeyFilter) {
  const text = searchText(q);
  return {
    environment,
    ...(status === "all" ? {} : { status: status === "current" ? [...current] : [status] }),
    sort,
    ...(text ? { q: text } : {}),
    limit: pageSize,
  };
}

export function keyQueryString(filter: KeyFilter): string {
  const { status, limit, ...rest } = keyQuery(filter);
  const query = new URLSearchParams({ ...rest, limit: String(limit) });
  if (status) query.set("status", status.join(","));
  return query.toString();
}
