import { type Environment, environments } from "#components/shell/environment.ts";

type Search = Record<string, string | string[] | undefined>;

/** Reads the environment from a page's query string. Unknown values mean live. */
export const readEnvironment = (search: Search): Environment =>
  environments.find((each) => each === search.environment) ?? "live";
