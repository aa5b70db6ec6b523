import { db } from "#db/client.ts";
import * as keys from "#db/queries/keys.ts";
import * as memberLists from "#db/queries/member-lists.ts";
import type { Actor } from "#lib/actors/actor.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

/** Who created a key, as the workspace's members know them. */
interface Creator {
  type: "user" | "api_key";
  id: string;
  /** A member's name or email, or a key's name or hint. Null if they have left the workspace. */
  name: string | null;
}

/** Names the creator of one of the actor's keys. */
export async function creatorOf(actor: Actor, { created_by }: PublicKey): Promise<Creator> {
  const { type, id } = created_by;
  if (type === "api_key") {
    const [key] = await keys.withIds(actor.workspaceId, [id]);
    return { type, id, name: key ? (key.name ?? key.hint) : null };
  }
  const [member] = await memberLists.one(db(), actor.workspaceId, id);
  return { type, id, name: member ? (member.name ?? member.email) : null };
}
