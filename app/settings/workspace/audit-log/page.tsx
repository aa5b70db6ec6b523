import type { Metadata } from "next";
import { asAnswer } from "#app/as-answer.ts";
import type { Search } from "#app/page-url.ts";
import { loadWorkspace } from "#app/settings/workspace/load.ts";
import { auditQuery, readAuditFilter } from "#components/audit/audit-filter.ts";
import { AuditLog } from "#components/audit/audit-log.tsx";
import { listAuditEvents } from "#lib/activity/audit-events.ts";
import { AuditEventQuery } from "#lib/activity/schema.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "Audit log" };

export default async function AuditLogPage({ searchParams }: { searchParams: Promise<Search> }) {
  const sent = await searchParams;
  const { user, standing } = await loadWorkspace("/settings/workspace/audit-log", sent);
  const search = auditQuery(readAuditFilter(sent));
  const firstPage = await noteUnavailable(firstEvents(user, search));
  return <AuditLog initial={standing} initialQuery={String(search)} firstPage={firstPage} />;
}

/** Undefined if the user can't read them, or if the filter isn't valid: then the page says what the API says about it. */
async function firstEvents(user: UserActor, search: URLSearchParams) {
  const query = AuditEventQuery.safeParse(Object.fromEntries(search));
  if (!user.scopes.includes("audit:read") || !query.success) return undefined;
  return asAnswer(await listAuditEvents(user, query.data));
}
