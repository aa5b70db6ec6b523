import type { PublicKey } from "#lib/keys/schema.ts";

const shownEnd = 4;

/** What has to be typed to revoke a key. One without a name is confirmed by the end of its hint, because nobody types the … in its middle. */
export function revokeConfirmation({ name, hint }: PublicKey): { label: string; text: string } {
  if (name) return { label: `Type “${name}” to confirm`, text: name };
  const end = hint.slice(-shownEnd);
  return { label: `Type the last ${shownEnd} characters of the hint, “${end}”, to confirm`, text: end };
}
