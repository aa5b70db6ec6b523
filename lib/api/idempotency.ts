import * as answers from "#db/queries/idempotent-answers.ts";
import { type Caller, callerId } from "#lib/actors/actor.ts";
import { ANSWERS_KEPT_MS, IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import { sha256 } from "#lib/opaque-token.ts";
import { problem } from "#lib/problem.ts";

const KEY = /^[\x21-\x7e]{1,255}$/;

/** What to do with a request that has an Idempotency-Key: execute it and then call `done`, or replay the stored answer. */
export type BeginResult =
  | { execution: IdempotentExecution; done: () => void }
  | { replay: { status: number; answer: unknown } };

interface IdempotentRequest {
  /** The Idempotency-Key header. */
  key: string;
  caller: Caller;
  /** Whether it is about the caller's workspace, not only about the caller. */
  inWorkspace: boolean;
  /** Method and path, such as `POST /api/v1/keys`. */
  route: string;
  body: unknown;
  /** The status of a successful answer. */
  status: number;
  now: Date;
}

const running = new Set<string>();

/**
 * Begins a request that has an Idempotency-Key. Throws `invalid_idempotency_key`, `idempotency_in_progress` (the first
 * request is still running), `idempotency_key_reused` (the first request had another body).
 */
export async function beginExecution(request: IdempotentRequest): Promise<BeginResult> {
  const { key, caller, inWorkspace, route, body, status, now } = request;
  if (!KEY.test(key)) throw problem("invalid_idempotency_key");
  const executionKey = { actorId: executorId(caller, inWorkspace), route, key };
  const bodyHash = sha256(JSON.stringify(body ?? null));
  const name = JSON.stringify(executionKey);
  if (running.has(name)) throw problem("idempotency_in_progress", { retryAfterSeconds: 1 });
  running.add(name);
  const done = () => void running.delete(name);
  try {
    const replay = await findStored(executionKey, bodyHash, now);
    if (!replay)
      return {
        execution: new IdempotentExecution({ ...executionKey, bodyHash, status, createdAt: now }),
        done,
      };
    done();
    return { replay };
  } catch (error) {
    done();
    throw error;
  }
}

// A user's answers belong to a workspace: the same request in another workspace is another request. What isn't about a
// workspace doesn't depend on the one that the user happens to be in: the first workspace that someone creates is the one
// that their retry is in.
function executorId(caller: Caller, inWorkspace: boolean): string {
  const workspaceId = inWorkspace && caller.type === "user" && caller.workspaceId;
  return workspaceId ? `${callerId(caller)} ${workspaceId}` : callerId(caller);
}

async function findStored(key: answers.ExecutionKey, bodyHash: string, now: Date) {
  const row = await answers.byKey(key);
  if (!row || now.getTime() - row.createdAt.getTime() >= ANSWERS_KEPT_MS) return null;
  if (row.bodyHash !== bodyHash) throw problem("idempotency_key_reused");
  return { status: row.status, answer: row.answer };
}
