import { atomically, must, step } from "#db/atomically.ts";
import * as services from "#db/queries/service-credentials.ts";
import { newId } from "#lib/ids.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";

/** A credential for one of the operator's services: it verifies every workspace's keys. Its secret is shown once. */
export async function createService(name: string, now: Date): Promise<{ id: string; secret: string }> {
  const { token, tokenHash } = mintOpaqueToken("service");
  const id = newId("svc", now.getTime());
  await atomically((tx) => [
    step(services.insert(tx, { id, name, secretHash: tokenHash, createdAt: now, revokedAt: null })),
  ]);
  return { id, secret: token };
}

/** Dead for the very next request. False when there is no such live credential. */
export async function revokeService(id: string, now: Date): Promise<boolean> {
  return (await atomically((tx) => [must("live", services.revoke(tx, id, now))])) === null;
}

export const listServices = services.all;
