import type { PublicKey } from "#lib/keys/schema.ts";

export type KeyFilter = {
  environment?: PublicKey["environment"] | undefined;
  status?: PublicKey["status"] | undefined;
};

export const environments = ["live", "test"] as const;
export const statuses = ["active", "disabled", "expired", "revoked"] as const;

type Search = Record<string, string | string[] | undefined>;

/** Reads the filter from the query string. Unknown values mean "all". */
export function readKeyFilter(search: Search): KeyFilter {
  return {
    environment: environments.find((each) => each === search.environment),
    status: statuses.find((each) => each === search.status),
  };
}

export function filterQuery(filter: KeyFilter): string {
  const query = new URLSearchParams();
  if (filter.environment) query.set("environment", filter.environment);
  if (filter.status) query.set("status", filter.status);
  return query.toString();
}
