import { atomically, must, step } from "#db/atomically.ts";
import * as services from "#db/queries/service-credentials.ts";
import { newId } from "#lib/ids.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";

/** Creates a credential for one of the operator's services, which can verify keys of every workspace. */
export async function createService(name: string, now: Date): Promise<{ id: string; secret: string }> {
  const { token, tokenHash } = mintOpaqueToken("service");
  const id = newId("svc", now.getTime());
  await atomically((tx) => [
    step(services.insert(tx, { id, name, secretHash: tokenHash, createdAt: now, revokedAt: null })),
  ]);
  return { id, secret: token };
}

/** Revokes a credential, which takes effect on the next request. False if there is no active one with this ID. */
export async function revokeService(id: string, now: Date): Promise<boolean> {
  return (await atomically((tx) => [must("live", services.revoke(tx, id, now))])) === null;
}

export const listServices = services.all;
