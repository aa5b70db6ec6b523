import type { PublicKey } from "#lib/keys/schema.ts";

/** What people call a key: its label, or the hint while it has none. */
export function keyName(key: Pick<PublicKey, "name" | "hint">): string {
  return key.name || key.hint;
}
