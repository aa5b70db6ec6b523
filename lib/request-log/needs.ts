import type { Check } from "#lib/request-log/checks.ts";
import { inSeconds } from "#lib/text.ts";

// The texts of failed checks say what a request would have needed. They are written and read here.

/** A limit that a request exceeded. */
export interface ExceededLimit {
  /** The policy: `plan`, `key`, `quota` or `user`. */
  name: string;
  limit: number;
  used: number;
  /** Such as `minute`. */
  per: string;
  /** When a request would have been accepted. Null for requests that were logged before this was noted. */
  retryAfterSeconds: number | null;
}

export interface Needs {
  scopes: string[];
  limit: ExceededLimit | null;
}

const LIMIT = "limit:";
const [OF, PER, USED, RETRY] = [" of ", " requests per ", " used", ", retry in "];

export function limitDetail(
  used: number,
  limit: number,
  per: string,
  retryAfterSeconds: number | null,
): string {
  const text = `${used}${OF}${limit}${PER}${per}${USED}`;
  return retryAfterSeconds === null ? text : `${text}${RETRY}${inSeconds(retryAfterSeconds)}`;
}

/** What a refused request would have needed. Null if that isn't a scope or room in a limit. */
export function needsOf(checks: Check[]): Needs | null {
  const failed = checks.find(({ outcome }) => outcome === "failed");
  if (failed?.check === "scope") {
    const scopes = scopesIn(failed.detail);
    return scopes.length > 0 ? { scopes, limit: null } : null;
  }
  if (!failed?.check.startsWith(LIMIT)) return null;
  const limit = exceededIn(failed.check.slice(LIMIT.length), failed.detail);
  return limit && { scopes: [], limit };
}

/** "The API key is missing the scope keys:read.", "Your role (viewer) doesn't include the scope …. …" or "a, b missing". */
function scopesIn(detail: string): string[] {
  const [, sentence] = detail.split(" the scope ");
  const [name] = sentence?.split(" ") ?? [];
  if (name) return [name.endsWith(".") ? name.slice(0, -1) : name];
  const missing = " missing";
  return detail.endsWith(missing) ? detail.slice(0, -missing.length).split(", ") : [];
}

function exceededIn(name: string, detail: string): ExceededLimit | null {
  const [state = "", retry] = detail.split(RETRY);
  const [counts = "", rest = ""] = state.split(PER);
  const [used, limit] = counts.split(OF).map(Number);
  if (!rest.endsWith(USED) || !Number.isInteger(used) || !Number.isInteger(limit)) return null;
  const seconds = retry === undefined ? null : Number(retry.split(" ")[0]);
  return { name, used: used!, limit: limit!, per: rest.slice(0, -USED.length), retryAfterSeconds: seconds };
}
