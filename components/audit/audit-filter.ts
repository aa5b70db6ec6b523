/** What the audit log shows. The URL has the same names. Days are in UTC, and `to` is the last day that is shown. */
export interface AuditFilter {
  action: string | null;
  actor_id: string | null;
  target_id: string | null;
  /** Not the environment of the page: events without one, such as changes of members, would be missing. */
  of: string | null;
  from: string | null;
  to: string | null;
}

export const noFilter: AuditFilter = {
  action: null,
  actor_id: null,
  target_id: null,
  of: null,
  from: null,
  to: null,
};

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;

type Search = Record<string, string | string[] | undefined>;

/** Reads the filter from the query string. */
export function readAuditFilter(search: Search): AuditFilter {
  const one = (name: keyof AuditFilter) => (typeof search[name] === "string" ? search[name] || null : null);
  const day = (name: keyof AuditFilter) => {
    const text = one(name);
    return text && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
  };
  return {
    action: one("action"),
    actor_id: one("actor_id"),
    target_id: one("target_id"),
    of: one("of") === "live" || one("of") === "test" ? one("of") : null,
    from: day("from"),
    to: day("to"),
  };
}

/** The parameters of `GET /audit-events`. */
export function auditQuery({ action, actor_id, target_id, of, from, to }: AuditFilter): URLSearchParams {
  const end = to && new Date(Date.parse(to) + DAY_MS).toISOString();
  const start = from && new Date(from).toISOString();
  const all = { action, actor_id, target_id, environment: of, from: start, to: end };
  return new URLSearchParams(
    Object.entries(all).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
