import { HOUR_MS, link } from "#lib/mail/messages/message.ts";
import { mintCode } from "#lib/mailed-codes/mailed-codes.ts";

/** Which link a user gets to choose a password. Until a created user has opened an emailed link, it is their first one. */
export type PasswordLinkKind = "set_password" | "reset_password";

export const passwordLinkKind = (user: { emailVerifiedAt: Date | null }): PasswordLinkKind =>
  user.emailVerifiedAt ? "reset_password" : "set_password";

// There is nothing to take over in an account that nobody has used.
const LINKS = {
  set_password: { path: "/set-password", lifetimeMs: 7 * 24 * HOUR_MS, lifetime: "7 days" },
  reset_password: { path: "/reset", lifetimeMs: HOUR_MS, lifetime: "1 hour" },
};

/** Creates a one-time link with which a user chooses a password. Earlier links of the same kind stop working. */
export async function createPasswordLink(kind: PasswordLinkKind, userId: string, now: Date) {
  const { path, lifetimeMs, lifetime } = LINKS[kind];
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  return { url: link(path, await mintCode({ userId }, kind, now, expiresAt)), lifetime };
}
