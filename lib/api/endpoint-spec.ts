import type { z } from "zod";
import type { Actor, Person, ServiceActor, UserActor } from "#lib/actors/actor.ts";
import type { IdempotentExecution } from "#lib/actors/idempotent-execution.ts";
import type { AlternativeAnswer } from "#lib/api/alternative-answer.ts";
import type { Download } from "#lib/api/download.ts";
import type { LoggedAs } from "#lib/api/logged-as.ts";
import type { StaticJson } from "#lib/api/static-json.ts";
import type { WithHeaders } from "#lib/api/with-headers.ts";
import type { WithMeta } from "#lib/api/with-meta.ts";
import type { Client } from "#lib/client.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import type { Access } from "#lib/gate/rights.ts";
import type { Page } from "#lib/pagination.ts";
import type { ProblemCode } from "#lib/problems.ts";

interface ActorTypes {
  public: null;
  optional: Actor | Person | null;
  actor: Actor;
  verifier: Actor | ServiceActor;
  user: UserActor;
  anyone: Actor | Person;
  person: Person;
  operator: Person;
}
type ActorOf<A> = A extends Access ? ActorTypes[A] : Actor;
type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

/** The arguments of a handler. */
export interface Call<A, P, Q, B> {
  actor: ActorOf<A>;
  params: Output<P>;
  query: Output<Q>;
  body: Output<B>;
  now: Date;
  /** Where the request came from, for sessions and throttles. */
  client: Client;
  /** Stores the answer for a repeated Idempotency-Key; null if the request has none. */
  execution: IdempotentExecution | null;
  /** The request as the gate sees it. */
  request: GateRequest;
  /** Is aborted when the client leaves before it is answered. */
  left: () => AbortSignal;
}

type Result<R, L> = R extends z.ZodType
  ? L extends true
    ? R extends z.ZodArray<infer I>
      ? Page<z.input<I>>
      : never
    : z.input<R>
  : unknown;

type Handled<R, L> =
  | Result<R, L>
  | LoggedAs<Result<R, L>>
  | WithHeaders<Result<R, L>>
  | WithMeta<Result<R, L>>
  | AlternativeAnswer<unknown>
  | StaticJson
  | Download;

/** An endpoint: who can call it, its parameters, its result and its handler. The OpenAPI document is generated from it. */
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
  /** Default "actor": an API key or a logged-in user. */
  access?: A;
  scope?: string;
  /** "admin": users must be admins or owners of the workspace. "owner": owners. */
  role?: "admin" | "owner";
  /** The path parameter that has the workspace's ID. `role` then means the user's role in that workspace. */
  workspaceParam?: string;
  /** How much a request counts against the limits. Requests that cost 0 are also answered over the limit. */
  cost?: 0 | 1;
  params?: P;
  query?: Q;
  body?: B;
  /**
   * The result is parsed with this schema, which drops undeclared fields. Without it, the response is a 204. A `StaticJson`
   * is sent as it is.
   */
  returns?: R;
  /** The result is one page of a list; `returns` is then the schema of the array. */
  list?: L;
  /** Members of the response's `meta`: in lists, besides `next_cursor`. The handler returns them in its page or a `WithMeta`. */
  meta?: z.ZodObject;
  /** What an `AlternativeAnswer` of the handler is sent as. */
  alternative?: { status: 200 | 201 | 202; returns: z.ZodType; description: string };
  /** False: the response body is the value itself, not `{ "data": value }`. */
  envelope?: false;
  status?: 200 | 201 | 202;
  /** The result is a `StaticJson`: clients that already have it get 304. */
  static?: true;
  /** The content types of the `Download`s that it can answer with instead. */
  downloads?: string[];
  /** Accepts an Idempotency-Key: the handler stores its answer together with its changes (`execution`). */
  idempotent?: true;
  /** Problems that only this endpoint has, for the document. Those of access, parameters and body are added to it. */
  problems?: ProblemCode[];
  /** The entry point in metrics, "api" by default. Public endpoints are only counted if this is set. */
  entrypoint?: "gate";
  /** Changes nothing, although its method isn't GET. */
  readOnly?: true;
  handle: (call: Call<A, P, Q, B>) => Promise<Handled<R, L>> | Handled<R, L>;
}

/** A specification without its type parameters, for the pipeline and the document. */
export type AnySpec = Omit<EndpointSpec<Access>, "handle" | "params" | "query" | "body" | "returns"> & {
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  returns?: z.ZodType;
  handle: (call: never) => unknown;
};
