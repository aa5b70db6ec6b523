/** What a server of Redis says about itself. */
export interface Info {
  /** Changes with each start, and whenever a replica becomes a primary: then its data may be another's. Empty: unknown. */
  runId: string;
  role: string;
  mode: string;
  policy: string;
  evicted: number;
}

/** Reads the answer to `INFO`. */
export function infoOf(text: string): Info {
  const value = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(text)?.[1] ?? "";
  const runId = value("run_id");
  return {
    runId: runId && `${runId}:${value("master_replid")}`,
    role: value("role"),
    mode: value("redis_mode"),
    policy: value("maxmemory_policy"),
    evicted: Number(value("evicted_keys")),
  };
}

/** Why counters can't be on a server, or null if they can. */
export function whyUnusable({ runId, role, policy }: Info): string | null {
  if (runId === "") return "INFO doesn't say which run this is";
  if (role !== "master") return "it is a replica";
  return policy === "noeviction" ? null : `maxmemory-policy is ${policy}, and has to be noeviction`;
}
