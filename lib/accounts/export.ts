import { setImmediate as nextTurn } from "node:timers/promises";
import * as accountExport from "#db/queries/account-export.ts";
import * as users from "#db/queries/users.ts";
import type { AccountExport, ExportQuery } from "#lib/accounts/export-schema.ts";
import type { Person } from "#lib/actors/actor.ts";
import { type Position, paginate } from "#lib/pagination.ts";
import { problem } from "#lib/problem.ts";

const PAGE = 200;
const MOST_ROWS = 1000;
const MOST_REQUESTS = 10_000;
const REQUESTS_AT_ONCE = 500;

/** Everything that is stored about a user, without hashes. Throws `invalid_cursor`. */
export async function exportAccount({ userId }: Person, query: ExportQuery): Promise<AccountExport> {
  return {
    profile: await profileOf(userId),
    memberships: (await accountExport.memberships(userId, MOST_ROWS)).map((row) => ({
      workspace_id: row.workspaceId,
      workspace_name: row.workspaceName,
      role: row.role,
      joined_at: row.joinedAt.toISOString(),
    })),
    sessions: await sessionsOf(userId),
    api_keys: await keysOf(userId, query.keys_cursor),
    audit_events: await eventsOf(userId, query.events_cursor),
    requests: await originsOf(userId),
  };
}

/** From where the newest requests came: the origins with the most requests. */
async function originsOf(userId: string): Promise<AccountExport["requests"]> {
  const origins = new Map<string, AccountExport["requests"][number]>();
  let last: Position | null = null;
  for (let read = 0; read < MOST_REQUESTS; read += REQUESTS_AT_ONCE) {
    const rows: Origin[] = await accountExport.requests(userId, last, REQUESTS_AT_ONCE);
    for (const row of rows) addOrigin(origins, row);
    if (rows.length < REQUESTS_AT_ONCE) break;
    last = rows.at(-1)!;
    await nextTurn();
  }
  return [...origins.values()].sort((a, b) => b.total - a.total).slice(0, MOST_ROWS);
}

type Origin = Awaited<ReturnType<typeof accountExport.requests>>[number];

function addOrigin(origins: Map<string, AccountExport["requests"][number]>, row: Origin): void {
  const at = row.at.toISOString();
  const name = JSON.stringify([row.ip, row.userAgent]);
  const known = origins.get(name);
  if (!known)
    origins.set(name, { ip: row.ip, user_agent: row.userAgent, total: 1, first_at: at, last_at: at });
  else Object.assign(known, { total: known.total + 1, first_at: at });
}

const iso = (date: Date | null) => date?.toISOString() ?? null;

async function profileOf(userId: string): Promise<AccountExport["profile"]> {
  const [user, pendingEmail] = [await users.byId(userId), await accountExport.pendingEmail(userId)];
  if (!user) throw problem("not_found");
  return {
    id: user.id,
    email: user.email,
    pending_email: pendingEmail,
    name: user.name,
    email_verified_at: iso(user.emailVerifiedAt),
    created_at: user.createdAt.toISOString(),
    notifications: { key_expiring: user.notifyKeyExpiring },
  };
}

async function sessionsOf(userId: string): Promise<AccountExport["sessions"]> {
  return (await accountExport.allSessions(userId, MOST_ROWS)).map((row) => ({
    id: row.id,
    kind: row.kind,
    ip: row.ip,
    user_agent: row.userAgent,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    ended_at: iso(row.endedAt),
  }));
}

async function keysOf(userId: string, cursor: string | undefined): Promise<AccountExport["api_keys"]> {
  const { items, nextCursor } = await paginate(
    { limit: PAGE, cursor },
    (after, limit) => accountExport.keys(userId, after, limit),
    (row) => row.createdAt,
  );
  return {
    items: items.map((row) => ({
      id: row.id,
      workspace_id: row.workspaceId,
      environment: row.environment,
      name: row.name,
      hint: row.hint,
      created_at: row.createdAt.toISOString(),
      expires_at: iso(row.expiresAt),
      revoked_at: iso(row.revokedAt),
    })),
    next_cursor: nextCursor,
  };
}

async function eventsOf(userId: string, cursor: string | undefined): Promise<AccountExport["audit_events"]> {
  const { items, nextCursor } = await paginate(
    { limit: PAGE, cursor },
    (after, limit) => accountExport.events(userId, after, limit),
    (row) => row.at,
  );
  return {
    items: items.map(({ targetType, targetId, targetLabel, ...row }) => ({
      id: row.id,
      at: row.at.toISOString(),
      action: row.action,
      workspace_id: row.workspaceId,
      target: { type: targetType, id: targetId, label: targetLabel },
      ip: row.ip,
      user_agent: row.userAgent,
    })),
    next_cursor: nextCursor,
  };
}
