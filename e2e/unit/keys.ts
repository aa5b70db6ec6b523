import { atomically, step } from "#db/atomically.ts";
import * as members from "#db/queries/members.ts";
import { person } from "#e2e/unit/people.ts";
import type { ApiKeyActor, UserActor } from "#lib/actors/actor.ts";
import { type Role, roleScopes } from "#lib/actors/roles.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import { identifyKey } from "#lib/gate/identify-key.ts";
import { createKey } from "#lib/keys/create.ts";
import type { NewKey } from "#lib/keys/schema.ts";

/** A key and the actor that a request with it has. */
export interface UsedKey {
  id: string;
  secret: string;
  actor: ApiKeyActor;
}

/** The actor of a request with this secret. */
export async function actorOfSecret(secret: string): Promise<ApiKeyActor> {
  const request = { now: new Date(), cacheVersion: null } as Partial<GateRequest> as GateRequest;
  const { caller } = await identifyKey(secret, request, false);
  return caller as ApiKeyActor;
}

/** Creates a key in an actor's name. */
export async function keyOf(
  creator: UserActor | ApiKeyActor,
  wanted: Partial<NewKey> = {},
): Promise<UsedKey> {
  const { id, secret } = await createKey(creator, { scopes: [], ...wanted }, new Date(), null);
  return { id, secret: secret!, actor: await actorOfSecret(secret!) };
}

/** A new user who is a member of another user's workspace, and acts there. */
export async function memberOf(owner: UserActor, name: string, role: Role): Promise<UserActor> {
  const { workspaceId, workspaceName } = owner;
  const member = await person(name);
  const row = { workspaceId, userId: member.userId, role, createdAt: new Date() };
  await atomically((tx) => [step(members.insert(tx, row))]);
  return { ...member, workspaceId, workspaceName, role, scopes: [...roleScopes[role]] };
}
