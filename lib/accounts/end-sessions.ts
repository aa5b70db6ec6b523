import { check, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as sessions from "#db/queries/sessions.ts";

/**
 * The step that ends a user's sessions, except the one to keep. `use` gets the IDs of those that were live, which the caller
 * reports with `sessionsEnded`.
 */
export function endSessions(
  tx: Db,
  userId: string,
  now: Date,
  use: (ids: string[]) => void,
  keptId: string | null = null,
): Step {
  return check(sessions.endAll(tx, userId, now, keptId), (ended) => {
    use(ended.filter(({ expiresAt }) => expiresAt > now).map(({ id }) => id));
  });
}
