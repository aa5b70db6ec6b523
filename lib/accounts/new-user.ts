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
}

/**
 * The steps that create a user, whose email is verified, with a personal workspace. Fails as
 * `account_exists` if the email already has an account.
 */
export function createUser(tx: Db, { workspaceId, ...user }: NewUser, now: Date): Step[] {
  return [
    // Someone else's account may be changing to this email.
    ...signUps.lockEmail(tx, user.email),
    must("account_exists", users.insert(tx, { ...user, emailVerifiedAt: now, createdAt: now })),
    ...personalWorkspace(tx, user, now, workspaceId),
  ];
}
