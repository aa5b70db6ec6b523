import type { z } from "zod";
import type { Actor, Caller, UserActor } from "#lib/actors/actor.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import type { LoggedAs } from "#lib/api/logged-as.ts";
import type { Client } from "#lib/client.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import type { Page } from "#lib/pagination.ts";
import type { ProblemCode } from "#lib/problems.ts";

/** "optional": somebody known, or nobody. "verifier": the operator's services, too. */
export type Access = "public" | "optional" | "actor" | "user" | "verifier";
type ActorOf<A> = A extends "public"
  ? null
  : A extends "optional"
    ? Actor | null
    : A extends "user"
      ? UserActor
      : A extends "verifier"
        ? Caller
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
  /** Keeps the answer for a repeated Idempotency-Key; null when the request came without one. */
  execution: IdempotentExecution | null;
  /** The request as the gate sees it. */
  request: GateRequest;
}

type Result<R, L> = R extends z.ZodType
  ? L extends true
    ? R extends z.ZodArray<infer I>
      ? Page<z.input<I>>
      : never
    : z.input<R>
  : unknown;

type Handled<R, L> = Result<R, L> | LoggedAs<Result<R, L>>;

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
  /** "admin": for the workspace's admins and owners. */
  role?: "admin";
  /** The workspace is the one whose id is the path's parameter of this name, and `role` is the caller's role there. */
  workspaceParam?: string;
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
  /** Accepts an Idempotency-Key: the handler keeps its answer with what it does (`execution`). */
  idempotent?: true;
  /** Refusals of its own, beside those that its access, parameters and body imply. */
  problems?: ProblemCode[];
  /** Changes nothing, whatever its method. GET never does. */
  readOnly?: true;
  handle: (call: Call<A, P, Q, B>) => Promise<Handled<R, L>> | Handled<R, L>;
}

/** The specification with its types forgotten: what the pipeline and the document read. */
export type AnySpec = Omit<EndpointSpec<Access>, "handle" | "params" | "query" | "body" | "returns"> & {
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  returns?: z.ZodType;
  handle: (call: never) => unknown;
};
