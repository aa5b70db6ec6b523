import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { searchText } from "#components/search-text.ts";

export const userStatuses = ["active", "suspended", "awaiting_approval"] as const;
export const joinedChoices = ["24h", "7d", "30d"] as const;

/** What the page's URL says about the list of users. */
export const userFilterParsers = {
  q: parseAsString.withDefault(""),
  status: parseAsStringLiteral(userStatuses),
  joined: parseAsStringLiteral(joinedChoices),
};
export const loadUserFilter = createLoader(userFilterParsers);
export type UserFilter = inferParserType<typeof userFilterParsers>;

const DAY_MS = 86_400_000;
const days = { "24h": 1, "7d": 7, "30d": 30 };

/** The parameters of `GET /operator/users` for a filter. */
export function userQuery({ q, status, joined }: UserFilter, nowMs: number) {
  const text = searchText(q);
  return {
    limit: 25,
    ...(text && { q: text }),
    ...(status && { status }),
    ...(joined && { from: new Date(nowMs - days[joined] * DAY_MS) }),
  };
}
