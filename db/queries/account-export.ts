import { and, desc, eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { after, type Position } from "#db/queries/position.ts";
import { revokedOrDeletedAt } from "#db/queries/revoked-or-deleted.ts";
import { emailChanges, sessions } from "#db/schema/accounts.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { requests as log } from "#db/schema/request-log.ts";
import { members, workspaces } from "#db/schema/workspaces.ts";

export function memberships(userId: string, limit: number) {
  return db()
    .select({
      workspaceId: workspaces.id,
      workspaceName: workspaces.name,
      role: members.role,
      joinedAt: members.createdAt,
    })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(eq(members.userId, userId))
    .orderBy(desc(members.createdAt))
    .limit(limit);
}

/** Live sessions, and those that have ended and aren't deleted yet, newest first. */
export function allSessions(userId: string, limit: number) {
  return db()
    .select({
      id: sessions.id,
      kind: sessions.kind,
      ip: sessions.ip,
      userAgent: sessions.userAgent,
      createdAt: sessions.createdAt,
      lastUsedAt: sessions.lastUsedAt,
      expiresAt: sessions.expiresAt,
      endedAt: sessions.revokedAt,
    })
    .from(sessions)
    .where(eq(sessions.userId, userId))
    .orderBy(desc(sessions.createdAt))
    .limit(limit);
}

export async function pendingEmail(userId: string): Promise<string | null> {
  const [row] = await db()
    .select({ newEmail: emailChanges.newEmail })
    .from(emailChanges)
    .where(eq(emailChanges.userId, userId))
    .limit(1);
  return row?.newEmail ?? null;
}

/** The keys that the user created themselves, newest first. */
export function keys(userId: string, position: Position | null, limit: number) {
  return db()
    .select({
      id: apiKeys.id,
      workspaceId: apiKeys.workspaceId,
      environment: apiKeys.environment,
      name: apiKeys.name,
      hint: apiKeys.hint,
      createdAt: apiKeys.createdAt,
      expiresAt: apiKeys.expiresAt,
      revokedAt: revokedOrDeletedAt,
    })
    .from(apiKeys)
    .innerJoin(workspaces, eq(workspaces.id, apiKeys.workspaceId))
    .where(and(eq(apiKeys.createdById, userId), after(apiKeys.createdAt, apiKeys.id, position)))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(limit);
}

/** What the user did, newest first. */
export function events(userId: string, position: Position | null, limit: number) {
  return db()
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      action: auditEvents.action,
      workspaceId: auditEvents.workspaceId,
      targetType: auditEvents.targetType,
      targetId: auditEvents.targetId,
      targetLabel: auditEvents.targetLabel,
      ip: auditEvents.ip,
      userAgent: auditEvents.userAgent,
    })
    .from(auditEvents)
    .where(and(eq(auditEvents.actorId, userId), after(auditEvents.at, auditEvents.id, position)))
    .orderBy(desc(auditEvents.at), desc(auditEvents.id))
    .limit(limit);
}

/** From where the user sent their requests, newest first. Requests of the last second or so may be missing. */
export function requests(userId: string, position: Position | null, limit: number) {
  return db()
    .select({ id: log.id, at: log.at, ip: log.ip, userAgent: log.userAgent })
    .from(log)
    .where(and(eq(log.userId, userId), after(log.at, log.id, position)))
    .orderBy(desc(log.at), desc(log.id))
    .limit(limit);
}
