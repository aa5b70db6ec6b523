import type { EventFilter } from "#db/queries/audit-events.ts";
import { toPublicEvent } from "#lib/audit/public-event.ts";
import { countEvents, readEvents } from "#lib/audit/read-events.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";
import { lineOf } from "#lib/csv.ts";
import { problem } from "#lib/problem.ts";

export type ExportFormat = "csv" | "ndjson";

/** The most events that one export can contain. */
const MOST_EXPORTED = 100_000;

/** Refuses an export of too many events. Throws `validation_failed` (`too_many`). */
export async function requireExportable(filter: EventFilter, most = MOST_EXPORTED): Promise<void> {
  if ((await countEvents(filter, most)) <= most) return;
  const detail = `More than ${most.toLocaleString("en")} events match. Choose a shorter time range with from and to.`;
  throw problem("validation_failed", { detail, errors: [{ pointer: "/from", code: "too_many", detail }] });
}

/** The matching events as text, newest first, in parts. */
export async function* exportAudit(filter: EventFilter, format: ExportFormat): AsyncGenerator<string> {
  if (format === "csv") yield lineOf(COLUMNS);
  const toLine = format === "csv" ? toCsvLine : (event: PublicEvent) => `${JSON.stringify(event)}\n`;
  for await (const part of readEvents(filter)) yield part.map((row) => toLine(toPublicEvent(row))).join("");
}

/** The same of all workspaces, each event with its workspace's ID. */
export async function* exportAllAudit(filter: EventFilter, format: ExportFormat): AsyncGenerator<string> {
  if (format === "csv") yield lineOf([...COLUMNS, "workspace_id"]);
  for await (const part of readEvents(filter))
    yield part
      .map((row) => {
        const event = toPublicEvent(row);
        if (format === "csv") return lineOf([...cellsOf(event), row.workspaceId]);
        return `${JSON.stringify({ ...event, workspace_id: row.workspaceId })}\n`;
      })
      .join("");
}

const COLUMNS = [
  "id",
  "at",
  "action",
  "actor_type",
  "actor_id",
  "actor_label",
  "target_type",
  "target_id",
  "target_label",
  "environment",
  "request_id",
  "ip",
  "user_agent",
  "changes",
];

const toCsvLine = (event: PublicEvent) => lineOf(cellsOf(event));

function cellsOf({ actor, target, changes, ...event }: PublicEvent) {
  return [
    event.id,
    event.at,
    event.action,
    actor.type,
    actor.id,
    actor.label,
    target.type,
    target.id,
    target.label,
    event.environment,
    event.request_id,
    event.ip,
    event.user_agent,
    changes && JSON.stringify(changes),
  ];
}
