import type { KeyRequests } from "#db/queries/key-activity.ts";
import type { SecretInfo } from "#db/queries/key-secrets.ts";
import type { Position } from "#lib/pagination.ts";
import { read } from "#lib/request-log/reads.ts";

const WINDOW = 1000;
const DAY_MS = 86_400_000;

/**
 * When a request with one of a key's secrets was last accepted. The newest `most` requests since the secret exists are
 * searched. Null if there is none among them.
 */
export async function lastUsedWith(
  key: Pick<KeyRequests, "workspaceId" | "keyId">,
  { hint, createdAt }: SecretInfo,
  to: Date,
  most: number,
): Promise<Date | null> {
  const filter = { ...key, from: createdAt, to };
  let at: Position | null = null;
  let searched = 0;
  do {
    const rows = await read(key.workspaceId, "countSecretsInWindow", filter, at, WINDOW, DAY_MS);
    const times = rows.flatMap((row) =>
      row.hint === hint && row.lastAcceptedAt ? [row.lastAcceptedAt.getTime()] : [],
    );
    if (times.length > 0) return new Date(Math.max(...times));
    const end: Position | null = await read(key.workspaceId, "endOfWindow", filter, at, WINDOW);
    at = end;
    searched += WINDOW;
  } while (at && searched < most);
  return null;
}
