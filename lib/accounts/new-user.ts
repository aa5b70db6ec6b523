import { must, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import * as users from "#db/queries/users.ts";
import { personalWorkspace } from "#lib/workspaces/create.ts";

export interface NewUser {
  id: string;
  email: string;
  name: string | null;
  passwordHash: string;
  operator: boolean;
  /** The ID of their personal workspace, if the caller has to know it. */
  workspaceId?: string;
  /** Whether an operator has to approve the account before its user can log in. */
  awaitingApproval?: boolean;
  /** False: nobody has shown yet that they read this email, so the account can't have a known password. */
  emailVerified?: boolean;
}

/**
 * The steps that create a user, whose email is verified, with a personal workspace. Fails as
 * `account_exists` if the email already has an account.
 */
export function createUser(
  tx: Db,
  { workspaceId, emailVerified = true, ...user }: NewUser,
  now: Date,
): Step[] {
  const emailVerifiedAt = emailVerified ? now : null;
  return [
    // Someone else's account may be changing to this email.
    ...signUps.lockEmail(tx, user.email),
    must("account_exists", users.insert(tx, { ...user, emailVerifiedAt, createdAt: now })),
    ...personalWorkspace(tx, user, now, workspaceId),
  ];
}
