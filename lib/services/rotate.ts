import { check, must, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as services from "#db/queries/service-credentials.ts";
import type { Commit } from "#lib/audit/commit-audited.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";
import type { MintedService, Service } from "#lib/services/schema.ts";
import { serviceEvent, toService } from "#lib/services/services.ts";

/**
 * Gives a service credential a new secret. The previous one keeps working for `overlapSeconds`; with 0 it stops working
 * before this returns. Throws `not_found`, `conflict` (`already_revoked`, `rotation_in_progress`), and the problems of
 * `commit`.
 */
export async function rotateService(
  commit: Commit,
  id: string,
  overlapSeconds: number,
  now: Date,
): Promise<MintedService> {
  const { token: secret, tokenHash: secretHash } = mintOpaqueToken("service");
  const service = await find(id);
  const previousExpiresAt = overlapSeconds > 0 ? new Date(now.getTime() + overlapSeconds * 1000) : null;
  const rotated = { ...toService({ ...service, previousExpiresAt }, now), secret };
  const changes = {
    previous_expires_at: { before: null, after: previousExpiresAt?.toISOString() ?? null },
  };
  const steps = (tx: Db) => [
    requireActive(tx, id),
    must("no_overlap", services.rotate(tx, id, { secretHash, previousExpiresAt, now })),
  ];
  const failedStep = await commit(
    [{ ...serviceEvent("service.rotated", id, service.name), changes }],
    steps,
    rotated,
  );
  if (!failedStep) return rotated;
  const detail = "The previous secret still works. End the overlap, or wait until it ends.";
  throw problem("conflict", { reason: "rotation_in_progress", detail });
}

/**
 * Ends the overlap of a rotation: requests with the previous secret that arrive after this returns are refused. Throws
 * `not_found`, `conflict` (`already_revoked`, `no_overlap`), and the problems of `commit`.
 */
export async function endServiceOverlap(commit: Commit, id: string, now: Date): Promise<Service> {
  const service = await find(id);
  const ended = toService({ ...service, previousExpiresAt: null }, now);
  let endsAt: Date | null = null;
  const failedStep = await commit(
    () => {
      const previous_expires_at = { before: endsAt?.toISOString() ?? null, after: now.toISOString() };
      const event = serviceEvent("service.rotation_finished", id, service.name);
      return [{ ...event, changes: { previous_expires_at } }];
    },
    (tx) => [
      requireActive(tx, id, (row) => {
        endsAt = row.previousExpiresAt;
      }),
      must("overlap", services.endOverlap(tx, id, now)),
    ],
    ended,
  );
  if (!failedStep) return ended;
  const detail = "The credential has only one secret: it wasn't rotated, or the overlap has ended.";
  throw problem("conflict", { reason: "no_overlap", detail });
}

async function find(id: string): Promise<services.ServiceRow> {
  const service = await services.byId(id);
  if (!service) throw problem("not_found");
  return service;
}

const requireActive = (tx: Db, id: string, use?: (row: services.ServiceRow) => void): Step =>
  check(services.rowOf(tx, id), ([row]) => {
    if (!row) throw problem("not_found");
    if (row.revokedAt)
      throw problem("conflict", { reason: "already_revoked", detail: "The credential was revoked." });
    use?.(row);
  });
