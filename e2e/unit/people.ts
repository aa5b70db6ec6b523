import { atomically, step } from "#db/atomically.ts";
import * as sessions from "#db/queries/sessions.ts";
import { createUser } from "#lib/accounts/new-user.ts";
import { actorOfCookie } from "#lib/accounts/sessions.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { newId } from "#lib/ids.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";
import { ensurePlans } from "#lib/plans/plans.ts";

/** Creates a logged-in user with a workspace in the test's database. */
export async function person(name: string): Promise<UserActor> {
  await ensurePlans();
  const now = new Date();
  const user = {
    id: newId("usr", now.getTime()),
    email: `${name}@example.test`,
    name,
    passwordHash: "-",
    operator: false,
  };
  const { token, tokenHash } = mintOpaqueToken("session");
  const session = {
    id: newId("ses", now.getTime()),
    userId: user.id,
    kind: "browser",
    tokenHash,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: new Date(now.getTime() + 3_600_000),
  };
  await atomically((tx) => [...createUser(tx, user, now), step(sessions.insert(tx, session))]);
  return (await actorOfCookie(token, now)) as UserActor;
}
