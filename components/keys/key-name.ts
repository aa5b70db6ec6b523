import type { PublicKey } from "#lib/keys/schema.ts";

/** The key's name, or its hint when it has no name. */
export function keyName(key: Pick<PublicKey, "name" | "hint">): string {
  return key.name || key.hint;
}
