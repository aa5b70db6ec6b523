import { must, step } from "#db/atomically.ts";
import * as services from "#db/queries/service-credentials.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import type { AuditAction, AuditActor, NewEvent } from "#lib/audit/event.ts";
import { newId } from "#lib/ids.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";

/** Creates a credential for one of the operator's services, which can verify keys of every workspace. */
export async function createService(
  by: AuditActor,
  name: string,
  now: Date,
): Promise<{ id: string; secret: string }> {
  const { token, tokenHash } = mintOpaqueToken("service");
  const id = newId("svc", now.getTime());
  await commitAudited(by, [serviceEvent("service.created", id, name)], (tx) => [
    step(services.insert(tx, { id, name, secretHash: tokenHash, createdAt: now, revokedAt: null })),
  ]);
  return { id, secret: token };
}

/** Revokes a credential, which takes effect on the next request. False if there is no active one with this ID. */
export async function revokeService(by: AuditActor, id: string, now: Date): Promise<boolean> {
  const service = (await services.all()).find((found) => found.id === id);
  if (!service) return false;
  const events = [serviceEvent("service.revoked", id, service.name)] as const;
  return (await commitAudited(by, events, (tx) => [must("live", services.revoke(tx, id, now))])) === null;
}

const serviceEvent = (action: AuditAction, id: string, name: string): NewEvent => ({
  action,
  workspaceId: null,
  target: { type: "service", id, label: name },
});

export const listServices = services.all;
