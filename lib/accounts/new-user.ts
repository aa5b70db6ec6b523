import { must, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as users from "#db/queries/users.ts";
import { personalWorkspace } from "#lib/workspaces/create.ts";

export interface NewUser {
  id: string;
  email: string;
  name: string | null;
  passwordHash: string;
  operator: boolean;
}

/**
 * The steps that create a user, whose email is verified, with a personal workspace. The first step fails as
 * `account_exists` if the email already has an account.
 */
export function createUser(tx: Db, user: NewUser, now: Date): Step[] {
  return [
    must("account_exists", users.insert(tx, { ...user, emailVerifiedAt: now, createdAt: now })),
    ...personalWorkspace(tx, user, now),
  ];
}
