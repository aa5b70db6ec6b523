import { parseAsStringLiteral, useQueryState } from "nuqs";

export const environments = ["live", "test"] as const;
export type Environment = (typeof environments)[number];

/** The environment that the page shows. It is in the URL, so that a reload or a shared link shows the same. */
export const useEnvironment = () =>
  useQueryState("environment", parseAsStringLiteral(environments).withDefault("live"));

/** The link to another page of the dashboard in the same environment. */
export function inEnvironment(href: string, environment: Environment): string {
  if (environment === "live") return href;
  return `${href}${href.includes("?") ? "&" : "?"}environment=${environment}`;
}
