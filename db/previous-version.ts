// In a cluster, instances of the previous version go on serving requests while the first instance of this version migrates
// the database. So tables first expand, and contract one version later.

/** The version before this one. Each release moves it to the release before (see CONTRIBUTING.md, "Release"). */
export const PREVIOUS_VERSION = {
  /** A commit or tag. `npm run test:cluster` builds it, and runs it beside this version on one database. */
  commit: "2668f23",
  /** The last of PostgreSQL's migrations that it has. `npm run check` looks at those that came later. */
  lastMigration: "0023_limit_generations",
};

/**
 * Statements of later migrations that `npm run check` would refuse, as it prints them, each with the reason why the previous
 * version survives them. For example, because it no longer uses a column that is dropped.
 */
export const SURVIVED: Record<string, string> = {};
