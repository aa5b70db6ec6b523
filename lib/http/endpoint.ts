import { z } from "zod";
import { isAway } from "#db/faults.ts";
import type { Actor, UserActor } from "#lib/gate/actor.ts";
import { admit } from "#lib/gate/admit.ts";
import { identify } from "#lib/gate/identify.ts";
import { record } from "#lib/gate/record.ts";
import { answer, answerProblem } from "#lib/http/answer.ts";
import { type Exchange, openExchange } from "#lib/http/exchange.ts";
import { parseBody, parseParams, parseQuery } from "#lib/http/intake.ts";
import type { Page } from "#lib/http/page.ts";
import { log } from "#lib/log.ts";
import { isProblem, type Problem, problem } from "#lib/problem.ts";
import type { ProblemCode } from "#lib/problems.ts";

/** "optional": somebody known, or nobody. */
export type Access = "public" | "optional" | "actor" | "user";
type ActorOf<A> = A extends "public"
  ? null
  : A extends "optional"
    ? Actor | null
    : A extends "user"
      ? UserActor
      : Actor;
type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler is told. */
export interface Call<A, P, Q, B> {
  actor: ActorOf<A>;
  params: Output<P>;
  query: Output<Q>;
  body: Output<B>;
  now: Date;
  /** Where the request came from, for sessions and throttles. */
  client: Client;
}

export interface Client {
  ip: string | null;
  userAgent: string | null;
}

type Result<R, L> = R extends z.ZodType
  ? L extends true
    ? R extends z.ZodArray<infer I>
      ? Page<z.input<I>>
      : never
    : z.input<R>
  : unknown;

/** A route: who may call it, what it takes, what it returns, which verb answers. The OpenAPI document is made from it. */
export interface EndpointSpec<
  A extends Access = Access,
  P = unknown,
  Q = unknown,
  B = unknown,
  R = unknown,
  L = unknown,
> {
  summary: string;
  description?: string;
  tag: string;
  /** Default "actor": a key or a signed-in user. */
  access?: A;
  scope?: string;
  /** What it takes from the limits: 1, or 0 to be answered even while limited. */
  cost?: 0 | 1;
  params?: P;
  query?: Q;
  body?: B;
  /** Parsed on the way out: any other member falls off. Without it the answer is 204. A list gives its array. */
  returns?: R;
  /** The answer is a page of `returns`. */
  list?: L;
  /** False: the answer is the value itself, without `data` around it. */
  envelope?: false;
  status?: 200 | 201 | 202;
  /** Refusals of its own, beside those that its access, parameters and body imply. */
  problems?: ProblemCode[];
  handle: (call: Call<A, P, Q, B>) => Promise<Result<R, L>> | Result<R, L>;
}

/** The specification with its types forgotten: what the pipeline and the document read. */
export type AnySpec = Omit<EndpointSpec<Access>, "handle" | "params" | "query" | "body" | "returns"> & {
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  returns?: z.ZodType;
  handle: (call: never) => unknown;
};

const NO_QUERY = z.strictObject({});

type RouteContext = { params: Promise<Record<string, string | string[] | undefined>> };

/** A route handler for Next, carrying its specification. */
export interface Endpoint {
  (request: Request, context: RouteContext): Promise<Response>;
  spec: AnySpec;
}

/** Makes a route handler: identify → admit → parse → handle → shape → record → answer. */
export function endpoint<
  const A extends Access = "actor",
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | undefined = undefined,
  const L extends boolean = false,
>(spec: EndpointSpec<A, P, Q, B, R, L>): Endpoint {
  const anySpec = spec as unknown as AnySpec;
  return Object.assign((request: Request, context: RouteContext) => serve(anySpec, request, context), {
    spec: anySpec,
  });
}

async function serve(spec: AnySpec, request: Request, context: RouteContext): Promise<Response> {
  const exchange = openExchange(request);
  const params = await context.params;
  const outcome = await run(spec, exchange, params).catch((error: unknown) => toProblem(error, exchange));
  const refusal = isProblem(outcome) ? outcome : null;
  const status = refusal?.status ?? (outcome as Shaped).status;
  try {
    await record(exchange, routeOf(exchange.url, params), status, refusal?.code ?? null);
  } catch (error) {
    return answerProblem(exchange, toProblem(error, exchange));
  }
  return refusal ? answerProblem(exchange, refusal) : answer(exchange, status, (outcome as Shaped).body);
}

interface Shaped {
  status: number;
  body: unknown;
}

async function run(spec: AnySpec, exchange: Exchange, rawParams: unknown): Promise<Shaped> {
  const { access = "actor", scope, cost = 1 } = spec;
  const actor = access === "public" ? null : await identify(exchange, access === "optional");
  if (actor) await admit(exchange, actor, { access: access === "user" ? "user" : "actor", scope, cost });
  const result = await spec.handle({
    actor,
    params: spec.params && parseParams(spec.params, rawParams),
    query: parseQuery(spec.query ?? NO_QUERY, exchange.url.searchParams),
    body: spec.body && (await parseBody(spec.body, exchange.request)),
    now: exchange.now,
    client: { ip: exchange.ip, userAgent: exchange.userAgent },
  } as never);
  return shape(spec, result);
}

function shape({ returns, list, envelope, status = 200 }: AnySpec, result: unknown): Shaped {
  if (!returns) return { status: 204, body: null };
  if (envelope === false) return { status, body: returns.parse(result) };
  if (!list) return { status, body: { data: returns.parse(result) } };
  const { items, nextCursor } = result as Page<unknown>;
  return { status, body: { data: returns.parse(items), meta: { next_cursor: nextCursor } } };
}

function toProblem(error: unknown, { requestId }: { requestId: string }): Problem {
  if (isProblem(error)) return error;
  log.error({ err: error, requestId }, "request failed");
  return isAway(error) ? problem("unavailable", { retryAfterSeconds: 1 }) : problem("internal_error");
}

/** `/api/v1/keys/key_…` → `/api/v1/keys/{id}`: what usage is grouped by. */
function routeOf(url: URL, params: Record<string, string | string[] | undefined>): string {
  const names = new Map(Object.entries(params ?? {}).map(([name, value]) => [value, name]));
  return url.pathname
    .split("/")
    .map((part) => (names.has(part) ? `{${names.get(part)}}` : part))
    .join("/");
}
