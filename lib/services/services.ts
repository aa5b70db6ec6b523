import { check, must, step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as services from "#db/queries/service-credentials.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import type { AuditAction, NewEvent } from "#lib/audit/event.ts";
import { newId } from "#lib/ids.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";
import { type Page, type PageRequest, paginate } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";
import type { MintedService, Service } from "#lib/services/schema.ts";

/**
 * Creates a credential for one of the operator's services, which can verify keys of every workspace. Only this has its
 * secret. Throws `conflict` (`service_exists`) if an active one has the same name, and the problems of `commit`.
 */
export async function createService(commit: Commit, name: string, now: Date): Promise<MintedService> {
  const { token: secret, tokenHash: secretHash } = mintOpaqueToken("service");
  const id = newId("svc", now.getTime());
  const created = { id, name, created_at: now.toISOString(), rotation: null, revoked_at: null, secret };
  const steps = (tx: Db) => [
    ...services.lockAll(tx),
    check(services.liveWithName(tx, name), ([taken]) => {
      if (taken) throw nameTaken(name);
    }),
    step(services.insert(tx, { id, name, secretHash, createdAt: now, revokedAt: null })),
  ];
  await commit([serviceEvent("service.created", id, name)], steps, created);
  return created;
}

/** Revokes a credential, which takes effect on the next request. False if there is no active one with this ID. */
export async function revokeService(commit: Commit, id: string, now: Date): Promise<boolean> {
  const service = await services.byId(id);
  if (!service) return false;
  const events = [serviceEvent("service.revoked", id, service.name)] as const;
  return (await commit(events, (tx) => [must("live", services.revoke(tx, id, now))])) === null;
}

/** Lists the credentials without their secrets, newest first. Throws `invalid_cursor`. */
export async function listServicePage(query: PageRequest, now: Date): Promise<Page<Service>> {
  const { items, nextCursor } = await paginate(query, services.page, (row) => row.createdAt);
  return { items: items.map((row) => toService(row, now)), nextCursor };
}

/** A credential as operators see it. */
export const toService = (
  { id, name, createdAt, previousExpiresAt, revokedAt }: services.ServiceRow,
  now: Date,
): Service => ({
  id,
  name,
  created_at: createdAt.toISOString(),
  rotation:
    previousExpiresAt && previousExpiresAt > now && !revokedAt
      ? { previous_expires_at: previousExpiresAt.toISOString() }
      : null,
  revoked_at: revokedAt?.toISOString() ?? null,
});

function nameTaken(name: string) {
  const detail = `There is already an active service credential with the name ${JSON.stringify(name)}. Revoke it first, or choose another name.`;
  return problem("conflict", { reason: "service_exists", detail });
}

export const serviceEvent = (action: AuditAction, id: string, name: string): NewEvent => ({
  action,
  workspaceId: null,
  target: { type: "service", id, label: name },
});

export const listServices = services.all;
