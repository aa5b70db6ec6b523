import { whoRuns } from "#db/instance-lock.ts";
import { env } from "#env.ts";
import { type Check, fine, wrong } from "#lib/readiness/check.ts";

/** How many processes work on this PostgreSQL database, and whether that fits this machine's CLUSTER. */
export async function instances(url: string): Promise<Check> {
  const running = await whoRuns(url);
  if (running.mode === "none") return fine("instances", "none is running");
  if (running.mode === "alone") {
    const found = "one process is running, without CLUSTER=1";
    if (!env.cluster) return fine("instances", found);
    return wrong("instances", found, "Stop it, and start all instances with CLUSTER=1.");
  }
  const found = `${running.instances} ${running.instances === 1 ? "is" : "are"} running, as a cluster`;
  if (env.cluster) return fine("instances", found);
  return wrong("instances", found, "Set CLUSTER=1 here, too.");
}
