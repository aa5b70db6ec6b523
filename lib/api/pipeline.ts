import { z } from "zod";
import type { Caller } from "#lib/actors/actor.ts";
import { answer, answerProblem } from "#lib/api/answer.ts";
import type { AnySpec } from "#lib/api/endpoint-spec.ts";
import { beginExecution } from "#lib/api/idempotency.ts";
import { parseBody, parseParams, parseQuery } from "#lib/api/parse-request.ts";
import { admit } from "#lib/gate/admit.ts";
import { type Exchange, openExchange, readAddress } from "#lib/gate/exchange.ts";
import { identify } from "#lib/gate/identify.ts";
import { record } from "#lib/gate/record.ts";
import { metrics } from "#lib/metrics.ts";
import type { Page } from "#lib/pagination.ts";
import { isProblem } from "#lib/problem.ts";
import { toProblem } from "#lib/to-problem.ts";

export type RouteContext = { params: Promise<Record<string, string | string[] | undefined>> };

const NO_QUERY = z.strictObject({});

/** identify → admit → parse → handle → shape → record → answer */
export async function serve(spec: AnySpec, request: Request, context: RouteContext): Promise<Response> {
  const address = readAddress(request.url);
  const exchange = openExchange(request, address);
  const params = await context.params;
  const outcome = await run(spec, { exchange, request, search: address.search, params }).catch(
    (error: unknown) => toProblem(error, exchange.requestId),
  );
  const refusal = isProblem(outcome) ? outcome : null;
  const shaped = outcome as Shaped;
  const status = refusal?.status ?? shaped.status;
  if (spec.access !== "public") metrics.decided("api", refusal?.code ?? "ok", exchange.startedMicros);
  try {
    await record(exchange, routeOf(address.path, params), { status, code: refusal?.code ?? null });
  } catch (error) {
    return answerProblem(exchange, toProblem(error, exchange.requestId));
  }
  return refusal ? answerProblem(exchange, refusal) : answer(exchange, status, shaped.body, shaped.headers);
}

interface Shaped {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

interface Arrived {
  exchange: Exchange;
  request: Request;
  search: string;
  params: unknown;
}

async function run(spec: AnySpec, { exchange, request, search, params }: Arrived): Promise<Shaped> {
  const { access = "actor", scope, role, cost = 1 } = spec;
  const actor = access === "public" ? null : await identify(exchange, access === "optional");
  if (actor) {
    const kind = access === "user" || access === "verifier" ? access : "actor";
    await admit(exchange, actor, { access: kind, scopes: scope ? [scope] : [], role, cost });
  }
  const call = {
    actor,
    params: spec.params && parseParams(spec.params, params),
    query: spec.query || search ? parseQuery(spec.query ?? NO_QUERY, new URLSearchParams(search)) : {},
    body: spec.body && (await parseBody(spec.body, request)),
    now: exchange.now,
    client: { ip: exchange.ip, userAgent: exchange.userAgent },
    execution: null,
    exchange,
  };
  const idempotencyKey = spec.idempotent && actor ? request.headers.get("idempotency-key") : null;
  if (idempotencyKey !== null) return execute(spec, idempotencyKey, call, actor!);
  return shape(spec, await spec.handle(call as never));
}

/** With an Idempotency-Key: executes the request once, and replays its answer whenever it is repeated. */
async function execute(
  spec: AnySpec,
  key: string,
  call: { exchange: Exchange; body: unknown },
  caller: Caller,
): Promise<Shaped> {
  const { method, target, now } = call.exchange;
  const route = `${method} ${target.split("?", 1)[0]}`;
  const status = spec.status ?? 200;
  const begun = await beginExecution({ key, caller, route, body: call.body, status, now });
  if ("replay" in begun) {
    const { status: stored, answer } = begun.replay;
    return { ...shape(spec, answer), status: stored, headers: { "idempotent-replayed": "true" } };
  }
  try {
    return shape(spec, await spec.handle({ ...call, execution: begun.execution } as never));
  } finally {
    begun.done();
  }
}

function shape({ returns, list, envelope, status = 200 }: AnySpec, result: unknown): Shaped {
  if (!returns) return { status: 204, body: null };
  if (envelope === false) return { status, body: returns.parse(result) };
  if (!list) return { status, body: { data: returns.parse(result) } };
  const { items, nextCursor } = result as Page<unknown>;
  return { status, body: { data: returns.parse(items), meta: { next_cursor: nextCursor } } };
}

/** `/api/v1/keys/key_…` → `/api/v1/keys/{id}`: what usage is grouped by. */
function routeOf(path: string, params: Record<string, string | string[] | undefined>): string {
  const names = new Map(Object.entries(params ?? {}).map(([name, value]) => [value, name]));
  if (names.size === 0) return path;
  return path
    .split("/")
    .map((part) => {
      const value = decodeURIComponent(part);
      return names.has(value) ? `{${names.get(value)}}` : part;
    })
    .join("/");
}
