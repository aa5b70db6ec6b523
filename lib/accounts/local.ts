import { check, step } from "#db/atomically.ts";
import * as secrets from "#db/queries/key-secrets.ts";
import * as keys from "#db/queries/keys.ts";
import * as members from "#db/queries/members.ts";
import * as users from "#db/queries/users.ts";
import { env } from "#env.ts";
import { newUserEvents } from "#lib/accounts/account-events.ts";
import { createUser } from "#lib/accounts/new-user.ts";
import { hashPassword } from "#lib/accounts/passwords.ts";
import { LOCAL_EMAIL } from "#lib/actors/user-actor.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import { type NewEvent, SYSTEM } from "#lib/audit/event.ts";
import { randomBase62 } from "#lib/base62.ts";
import { newId } from "#lib/ids.ts";
import { keyEvent, newKeyEvent } from "#lib/keys/key-event.ts";
import { mintToken } from "#lib/keys/token.ts";
import { ensurePlans } from "#lib/plans/plans.ts";
import { personalWorkspaceName } from "#lib/workspaces/create.ts";

const LOCAL_KEY = "Local development";
/** Enough for the code in the documentation: it also creates and checks keys. */
const LOCAL_SCOPES = ["keys:read", "keys:write", "keys:verify", "usage:read", "data:read", "data:write"];

export interface LocalAccount {
  email: string;
  /** Set on the first run only, because only the password's hash is stored. */
  password: string | null;
  /** A new test key. The key of the previous run is revoked. */
  secret: string;
}

/**
 * Creates the account for local development in an empty database, and replaces its key.
 * Returns null if APP_URL isn't loopback, or if the account doesn't exist in a database that is already in use.
 */
export async function prepareLocalAccount(now: Date): Promise<LocalAccount | null> {
  if (!env.loopback) return null;
  await ensurePlans();
  const password = (await users.anyExists()) ? null : await createAccount(now);
  const user = await users.byEmail(LOCAL_EMAIL);
  const membership = user && (await members.ofUser(user.id, null));
  if (!membership) return null;
  return { email: LOCAL_EMAIL, password, secret: await replaceKey(user.id, membership.workspaceId, now) };
}

async function createAccount(now: Date): Promise<string> {
  const password = randomBase62(20);
  const user = {
    id: newId("usr", now.getTime()),
    email: LOCAL_EMAIL,
    name: "Local",
    passwordHash: await hashPassword(password),
    operator: true,
    workspaceId: newId("ws", now.getTime()),
  };
  const workspace = { id: user.workspaceId, name: personalWorkspaceName(user) };
  const events = newUserEvents(["user.created"], user, workspace);
  await commitAudited(
    SYSTEM,
    () => events,
    (tx) => createUser(tx, user, now),
  );
  return password;
}

async function replaceKey(userId: string, workspaceId: string, now: Date): Promise<string> {
  const { secret, secretHash, hint } = mintToken(
    { prefix: env.keyPrefix, include_environment: true, style: "base62" },
    "test",
  );
  const row = {
    id: newId("key", now.getTime()),
    workspaceId,
    environment: "test",
    name: LOCAL_KEY,
    hint,
    scopes: LOCAL_SCOPES,
    metadata: {},
    createdByType: "user",
    createdById: userId,
    rootUserId: userId,
    createdAt: now,
    externalId: null,
    limitRequests: null,
    limitWindowSeconds: null,
    expiresAt: null,
  };
  let revoked: NewEvent[] = [];
  await commitAudited(
    SYSTEM,
    () => [...revoked, newKeyEvent("key.created", row)],
    (unchecked) => {
      // On behalf of the operator, whose rights aren't limited.
      const tx = unchecked as keys.CheckedDb;
      return [
        check(keys.revokeByName(tx, workspaceId, LOCAL_KEY, now), (keys) => {
          revoked = keys.map((key) => keyEvent("key.revoked", key));
        }),
        step(keys.insert(tx, [row])),
        step(secrets.insert(tx, [{ secretHash, keyId: row.id, hint, createdAt: now }])),
      ];
    },
  );
  return secret;
}
