import { createHash } from "node:crypto";
import type { AuditEventRow } from "#db/queries/audit-events.ts";
import { canonicalJson } from "#lib/audit/canonical-json.ts";
import { toPublicEvent } from "#lib/audit/public-event.ts";

/** The chain of events that concern the installation, not one workspace. */
export const INSTALLATION = "installation";

/** The chain that an event belongs to. */
export const chainOf = ({ workspaceId }: { workspaceId: string | null }) => workspaceId ?? INSTALLATION;

/**
 * An event's hash: SHA-256 of the previous event's hash and the event. In upper case, because the log redacts what could be
 * an API key of 64 lowercase digits.
 */
export function hashOf(previousHash: string, event: AuditEventRow, number: number): string {
  const sealed = canonicalJson({ ...toPublicEvent(event), chain: chainOf(event), number });
  return createHash("sha256")
    .update(previousHash + sealed)
    .digest("hex")
    .toUpperCase();
}
