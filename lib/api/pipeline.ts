import { z } from "zod";
import type { Caller } from "#lib/actors/actor.ts";
import { AlternativeAnswer } from "#lib/api/alternative-answer.ts";
import { answer, answerProblem, type Envelope } from "#lib/api/answer.ts";
import { PUBLIC_VALUES_LIMIT } from "#lib/api/body.ts";
import { Download } from "#lib/api/download.ts";
import type { AnySpec } from "#lib/api/endpoint-spec.ts";
import { beginExecution } from "#lib/api/idempotency.ts";
import { LoggedAs } from "#lib/api/logged-as.ts";
import { parseBody, parseParams, parseQuery } from "#lib/api/parse-request.ts";
import { StaticJson } from "#lib/api/static-json.ts";
import { WithHeaders } from "#lib/api/with-headers.ts";
import { WithMeta } from "#lib/api/with-meta.ts";
import { decide, type GateDecision, undecided } from "#lib/gate/decide.ts";
import { type GateRequest, ownRequest, readAddress } from "#lib/gate/gate-request.ts";
import { nobody } from "#lib/gate/identity.ts";
import { logDecision } from "#lib/gate/log-decision.ts";
import type { Requirement } from "#lib/gate/rights.ts";
import { isInWorkspace } from "#lib/gate/rights.ts";
import { untilCurrent } from "#lib/gate/until-current.ts";
import { metrics } from "#lib/metrics.ts";
import type { Page } from "#lib/pagination.ts";
import { isProblem, type Problem } from "#lib/problem.ts";
import { noteOpen } from "#lib/request-log/open-requests.ts";
import { toProblem } from "#lib/to-problem.ts";

const NO_QUERY = z.strictObject({});
const SAFE = new Set(["GET", "HEAD"]);

/** A request to an endpoint. */
export interface EndpointCall {
  spec: AnySpec;
  /** The route's template, such as `/api/v1/keys/{id}`. */
  route: string;
  request: Request;
  params: Record<string, string>;
}

/** Handles a request to an endpoint: decide → parse → handle → shape → log → answer. */
export async function serve(call: EndpointCall): Promise<Response> {
  const gateRequest = ownRequest(call.request, readAddress(call.request.url));
  const { envelope, outcome } = await handleAndLog(call, gateRequest).catch((error: unknown) => ({
    envelope: gateRequest as Envelope,
    outcome: toProblem(error, gateRequest.requestId),
  }));
  const refusal = isProblem(outcome) ? outcome : null;
  const { access, entrypoint = access === "public" ? null : "api" } = call.spec;
  if (entrypoint) metrics.decided(entrypoint, refusal?.code ?? "ok", gateRequest.startedMicros);
  if (refusal) return answerProblem(envelope, refusal);
  const { status, body, headers } = outcome as Shaped;
  if (body instanceof StaticJson) return body.answer(envelope, call.request.headers);
  if (body instanceof Download) return body.answer(envelope, call.request.method);
  return answer(envelope, status, body, headers);
}

interface Shaped {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  entry?: LoggedAs<unknown>["entry"];
}

interface Served {
  envelope: Envelope;
  outcome: Shaped | Problem;
}

/**
 * Handles and logs a request. If it only reads, its decision may rely on a cached key that is out of date: then the
 * request is handled again. Throws `unavailable` if that happens too often.
 */
async function handleAndLog(call: EndpointCall, gateRequest: GateRequest): Promise<Served> {
  const { spec, route } = call;
  const readOnly = spec.readOnly ?? SAFE.has(call.request.method);
  const parse = parser(call);
  return untilCurrent(async (locked) => {
    const decision = await decideFor(call, gateRequest, { readOnly, rememberedKeys: readOnly && !locked });
    const close = openUntilLogged(gateRequest, decision);
    try {
      const outcome = decision.refusal ?? (await handle(call, gateRequest, decision, parse));
      const committed = !readOnly && !decision.refusal;
      const logged = await logOutcome(gateRequest, decision, outcome, { route, committed }).catch((error) => {
        discard(outcome);
        throw error;
      });
      if (logged !== "logged") discard(outcome);
      return { logged, result: { envelope: { ...gateRequest, limits: decision.limits }, outcome } };
    } finally {
      close();
    }
  });
}

/** Readers of the log wait for requests that come before theirs. */
function openUntilLogged({ requestId }: GateRequest, { owner, at }: GateDecision): () => void {
  return owner?.workspaceId ? noteOpen(owner.workspaceId, { at: new Date(at), id: requestId }) : () => {};
}

/** Ends what an outcome that isn't sent would have read. */
function discard(outcome: Shaped | Problem): void {
  if (!isProblem(outcome) && outcome.body instanceof Download) outcome.body.discard();
}

function decideFor(
  { spec, params }: EndpointCall,
  request: GateRequest,
  may: Pick<Requirement, "readOnly" | "rememberedKeys">,
) {
  const { access = "actor", scope, role, workspaceParam, cost = 1 } = spec;
  if (access === "public") return undecided(nobody());
  const workspaceId = workspaceParam === undefined ? undefined : params[workspaceParam];
  const scopes = scope ? [scope] : [];
  const requirement = { access, scopes, role, workspaceId, cost, ...may };
  return decide(request, requirement);
}

function logOutcome(
  request: GateRequest,
  decision: GateDecision,
  outcome: Shaped | Problem,
  { route, committed }: { route: string; committed: boolean },
) {
  if (isProblem(outcome)) {
    const { status, code } = outcome;
    return logDecision(request, decision, { route, status, code }, { committed });
  }
  const { entry, status } = outcome;
  if (!entry) return logDecision(request, decision, { route, status, code: null }, { committed });
  const answered = { route, status: entry.status, code: entry.code };
  return logDecision(request, entry.decision, answered, { alsoRelyingOn: decision.key });
}

interface Parsed {
  params: unknown;
  query: unknown;
  body: unknown;
}

/** Returns a function that parses the request on its first call only, because a body can be read only once. */
function parser({ spec, request, params }: EndpointCall): () => Promise<Parsed> {
  let parsed: Promise<Parsed> | undefined;
  const open = spec.access === "public" || spec.access === "optional";
  const mostValues = open ? PUBLIC_VALUES_LIMIT : undefined;
  const parse = async (): Promise<Parsed> => {
    const { search } = readAddress(request.url);
    return {
      params: spec.params && parseParams(spec.params, params),
      query: spec.query || search ? parseQuery(spec.query ?? NO_QUERY, new URLSearchParams(search)) : {},
      body: spec.body && (await parseBody(spec.body, request, mostValues)),
    };
  };
  return () => {
    parsed ??= parse();
    return parsed;
  };
}

async function handle(
  { spec, request }: EndpointCall,
  gateRequest: GateRequest,
  { caller }: GateDecision,
  parse: () => Promise<Parsed>,
): Promise<Shaped | Problem> {
  try {
    const { ip, userAgent, now } = gateRequest;
    const call = {
      actor: caller,
      ...(await parse()),
      now,
      client: { ip, userAgent },
      execution: null,
      request: gateRequest,
      left: () => request.signal,
    };
    const key = spec.idempotent && caller ? request.headers.get("idempotency-key") : null;
    if (key !== null) return await execute(spec, key, call, caller!);
    return shape(spec, await spec.handle(call as never));
  } catch (error) {
    return toProblem(error, gateRequest.requestId);
  }
}

/** Executes a request with an Idempotency-Key once, and replays the stored answer to repeats. */
async function execute(
  spec: AnySpec,
  key: string,
  call: { request: GateRequest; body: unknown },
  caller: Caller,
): Promise<Shaped> {
  const { method, target, now } = call.request;
  const route = `${method} ${target.split("?", 1)[0]}`;
  const status = spec.status ?? 200;
  const inWorkspace = isInWorkspace(spec.access ?? "actor");
  const begun = await beginExecution({ key, caller, inWorkspace, route, body: call.body, status, now });
  if ("replay" in begun) {
    const { status: stored, answer: replayed } = begun.replay;
    return { ...shape(spec, replayed), status: stored, headers: { "idempotent-replayed": "true" } };
  }
  try {
    return shape(spec, await spec.handle({ ...call, execution: begun.execution } as never));
  } finally {
    begun.done();
  }
}

function shape(spec: AnySpec, handled: unknown): Shaped {
  if (handled instanceof WithHeaders) return { ...shape(spec, handled.result), headers: handled.headers };
  if (handled instanceof LoggedAs) return { ...shape(spec, handled.result), entry: handled.entry };
  if (handled instanceof AlternativeAnswer) {
    const { status, returns } = spec.alternative!;
    return { status, body: { data: returns.parse(handled.result) } };
  }
  if (handled instanceof StaticJson || handled instanceof Download) return { status: 200, body: handled };
  const { returns, list, envelope, status = 200 } = spec;
  if (!returns) return { status: 204, body: null };
  if (envelope === false) return { status, body: returns.parse(handled) };
  if (handled instanceof WithMeta)
    return { status, body: { data: returns.parse(handled.result), meta: spec.meta!.parse(handled.meta) } };
  if (!list) return { status, body: { data: returns.parse(handled) } };
  const { items, nextCursor, meta } = handled as Page<unknown>;
  const more = spec.meta?.parse(meta);
  return { status, body: { data: returns.parse(items), meta: { next_cursor: nextCursor, ...more } } };
}
