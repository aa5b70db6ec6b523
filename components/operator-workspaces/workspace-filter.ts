import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { searchText } from "#components/search-text.ts";

export const workspaceStatuses = ["active", "suspended", "deleted"] as const;

/** What the page's URL says about the list of workspaces. */
export const workspaceFilterParsers = {
  q: parseAsString.withDefault(""),
  plan: parseAsString,
  status: parseAsStringLiteral(workspaceStatuses),
  plan_requested: parseAsStringLiteral(["true"] as const),
};
export const loadWorkspaceFilter = createLoader(workspaceFilterParsers);
export type WorkspaceFilter = inferParserType<typeof workspaceFilterParsers>;

const PLAN_ID = /^[a-z][a-z0-9-]{0,39}$/;

/** The parameters of `GET /operator/workspaces` for a filter. */
export function workspaceQuery({ q, plan, status, plan_requested }: WorkspaceFilter) {
  const text = searchText(q);
  return {
    limit: 25,
    ...(text && { q: text }),
    ...(plan && PLAN_ID.test(plan) && { plan }),
    ...(status && { status }),
    ...(plan_requested && { plan_requested }),
  };
}
