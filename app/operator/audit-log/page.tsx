import type { Metadata } from "next";
import { requireOperator } from "#app/actor.ts";
import { asAnswer } from "#app/as-answer.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { auditQuery, readAuditFilter } from "#components/audit/audit-filter.ts";
import { InstallationAuditLog } from "#components/audit/installation-audit-log.tsx";
import { asTyped } from "#lib/as-typed.ts";
import { listAllEvents } from "#lib/operator/audit-events.ts";
import { OperatorAuditQuery } from "#lib/operator/audit-schema.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "Audit log of all workspaces" };

export default async function AuditLogPage({ searchParams }: { searchParams: Promise<Search> }) {
  const sent = await searchParams;
  await requireOperator(pageUrl("/operator/audit-log", sent));
  const search = auditQuery(readAuditFilter(sent));
  if (typeof sent.workspace_id === "string" && sent.workspace_id)
    search.set("workspace_id", sent.workspace_id);
  const firstPage = await noteUnavailable(firstEvents(search));
  const command = asTyped("npm run cli -- audit verify");
  return <InstallationAuditLog command={command} initialQuery={String(search)} firstPage={firstPage} />;
}

/** Undefined if the filter isn't valid: then the page says what the API says about it. */
async function firstEvents(search: URLSearchParams) {
  const query = OperatorAuditQuery.safeParse(Object.fromEntries(search));
  if (!query.success) return undefined;
  return asAnswer(await listAllEvents(query.data));
}
