import { atomically, atomicallyUnsynced, later, type Plan, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as auditEvents from "#db/queries/audit-events.ts";
import { type AuditActor, type NewEvent, SYSTEM } from "#lib/audit/event.ts";
import type { Client } from "#lib/client.ts";
import { clockMs } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { requestContext } from "#lib/request-context.ts";

/**
 * The events of a change: at least one, so that no change can forget them. A function gets called in the transaction, after
 * all steps of the plan, and can use what they have read. It returns none if nothing has changed.
 */
export type Events = readonly [NewEvent, ...NewEvent[]] | (() => readonly NewEvent[]);

/**
 * Commits a change in somebody's name: an operator's or, in the command line, the system's. `answer` is what a repeated
 * request with the same Idempotency-Key gets.
 */
export type Commit = (events: Events, plan: Plan, answer?: object) => Promise<string | null>;

export const bySystem: Commit = (events, plan) => commitAudited(SYSTEM, events, plan);

interface Options {
  /** Where the request came from, if the request's context doesn't know: in the Next worker. */
  client?: Partial<Client>;
  /** False: doesn't wait for the disk; see `atomicallyUnsynced`. */
  synced?: boolean;
}

/**
 * Runs a transaction as `atomically` does, together with its audit events. All changes are committed with this function,
 * except those that nobody needs to trace, such as counts of failed log-ins.
 */
export function commitAudited(
  by: AuditActor,
  events: Events,
  plan: Plan,
  { client, synced = true }: Options = {},
): Promise<string | null> {
  const run = synced ? atomically : atomicallyUnsynced;
  return run((tx) => [...plan(tx), recordEvents(tx, by, events, client)]);
}

/** The last step of a transaction: it records its events. */
export function recordEvents(tx: Db, by: AuditActor, events: Events, client?: Partial<Client>): Step {
  return later(() => {
    const recorded = typeof events === "function" ? events() : events;
    const rows = recorded.map((event) => rowOf(by, event, client));
    const parts = Array.from({ length: Math.ceil(rows.length / ROWS_PER_STATEMENT) }, (_, at) =>
      rows.slice(at * ROWS_PER_STATEMENT, (at + 1) * ROWS_PER_STATEMENT),
    );
    return parts.map((part) => auditEvents.insert(tx, part));
  });
}

// A statement can't have more than 32,766 parameters.
const ROWS_PER_STATEMENT = 500;

function rowOf(by: AuditActor, event: NewEvent, client?: Partial<Client>): auditEvents.NewAuditEventRow {
  const context = requestContext.getStore();
  const nowMs = clockMs();
  return {
    id: newId("evt", nowMs),
    at: new Date(nowMs),
    workspaceId: event.workspaceId,
    action: event.action,
    actorType: by.type,
    actorId: by.id,
    actorLabel: by.label,
    targetType: event.target.type,
    targetId: event.target.id,
    targetLabel: event.target.label,
    changes: event.changes ?? null,
    environment: event.environment ?? null,
    requestId: client?.requestId ?? context?.requestId ?? null,
    ip: client?.ip ?? context?.ip ?? null,
    userAgent: client?.userAgent ?? context?.userAgent ?? null,
  };
}
