import type { GateKey } from "#db/queries/gate-key.ts";
import { micros } from "#lib/clock.ts";
import type { GateDecision } from "#lib/gate/decide.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import type { EntryOwner } from "#lib/gate/identity.ts";
import { forgetKey } from "#lib/gate/key-cache.ts";
import type { Logged } from "#lib/gate/until-current.ts";
import { limiter, requestLog } from "#lib/limits/adapters.ts";
import type { Decision } from "#lib/limits/limiter.ts";
import { metrics } from "#lib/metrics.ts";
import { redactStart } from "#lib/redact.ts";
import type { KeyVersion, LogEntry } from "#lib/request-log/request-log.ts";
import { UnknownKeySample } from "#lib/request-log/unknown-key-sample.ts";

const PATH_LENGTH = 512;

/** How a request was answered, for its log entry. */
export interface LoggedAnswer {
  /** The route's template, such as `/api/v1/keys/{id}`. */
  route: string;
  status: number;
  /** The problem's code; null for a success. */
  code: string | null;
}

interface LogOptions {
  /** A second key record that the answer relies on: the caller's, if the entry belongs to the key that was verified. */
  alsoRelyingOn?: GateKey | null;
  /** The request made changes, and its key was checked in their transaction. Its entry is always written. */
  committed?: boolean;
}

/**
 * Appends a request to the request log, unless it belongs to nobody. Its response must wait for that. Requests with unknown
 * keys are sampled if there are many. If a key record that the decision relied on was outdated, nothing is logged: then it
 * returns whose keys these are, and the request has to be decided again. Throws if the request can't be logged, after
 * refunding what it took from the limits.
 */
export async function logDecision(
  request: GateRequest,
  decision: GateDecision,
  answer: LoggedAnswer,
  { alsoRelyingOn = null, committed = false }: LogOptions = {},
): Promise<Logged> {
  const { owner, key, taken } = decision;
  if (!owner || isSkipped(owner, request, decision.at)) return "logged";
  const entry = entryOf(request, decision, owner, answer);
  if (committed) return logCommitted(entry, taken);
  const relyingOn = versionsOf(key, alsoRelyingOn);
  try {
    if ((await requestLog().append(entry, relyingOn, taken?.epoch)) === "appended") return "logged";
  } catch (error) {
    if (taken) await limiter().refund(taken);
    throw error;
  }
  if (taken) await limiter().refund(taken);
  for (const stale of [key, alsoRelyingOn]) if (stale) forgetKey(stale);
  return { staleIn: [...new Set(relyingOn?.map(({ workspaceId }) => workspaceId))] };
}

/** Logs a request whose changes are committed. In a cluster, it counts in the current epoch if its own is over. */
async function logCommitted(entry: LogEntry, taken: Decision | null): Promise<"logged"> {
  let counted = taken?.cost ? taken : null;
  try {
    while ((await requestLog().append(entry, undefined, counted?.epoch)) === "stale") {
      counted = await limiter().recount(counted!);
      entry = { ...entry, at: new Date(counted.at) };
    }
    return "logged";
  } catch (error) {
    if (counted) await limiter().refund(counted);
    throw error;
  }
}

const unknownKeys = new UnknownKeySample();

/** Whether a request isn't logged because too many with unknown keys come. */
function isSkipped(owner: EntryOwner, { ip }: GateRequest, at: number): boolean {
  if (owner.workspaceId !== null || owner.userId !== null || unknownKeys.admits(ip, at)) return false;
  metrics.skipped();
  return true;
}

function entryOf(
  request: GateRequest,
  { at, taken, checks }: GateDecision,
  { workspaceId, environment, keyId, hint, userId }: EntryOwner,
  { route, status, code }: LoggedAnswer,
): LogEntry {
  return {
    id: request.requestId,
    at: new Date(at),
    workspaceId,
    environment,
    keyId,
    hint,
    userId,
    method: request.method,
    path: redactStart(request.target.split("?", 1)[0]!, PATH_LENGTH),
    route,
    status,
    code,
    cost: taken?.cost ?? 0,
    latencyMicros: micros() - request.startedMicros,
    ip: request.ip,
    userAgent: request.userAgent,
    checks,
  };
}

function versionsOf(...keys: (GateKey | null)[]): KeyVersion[] | undefined {
  let versions: KeyVersion[] | undefined;
  for (const key of keys) {
    if (!key || key.workspaceVersion === null) continue;
    versions ??= [];
    versions.push({ workspaceId: key.workspaceId, version: key.workspaceVersion });
  }
  return versions;
}
