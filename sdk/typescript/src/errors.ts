import type { Problem } from "./api-types.ts";

/** One thing that is wrong with the body of a request. `pointer` is a JSON pointer. */
export type FieldError = NonNullable<Problem["errors"]>[number];

/** Which class an error has. It survives minifiers, and two copies of this package in one program. */
export type ErrorType =
  | "bad_request"
  | "authentication"
  | "permission_denied"
  | "not_found"
  | "conflict"
  | "validation"
  | "rate_limit"
  | "server"
  | "connection"
  | "timeout"
  | "decode"
  | "configuration";

/** Every error of this package, except that of a call that its signal has cancelled: that throws the signal's reason. */
export class LatchkeyError extends Error {
  declare readonly type: ErrorType;
  /** How many requests were sent. */
  declare readonly attempts: number;

  constructor(message: string, members?: object) {
    super(message);
    Object.assign(this, members);
  }
}

/** The class of each status, and those of all other 4xx and 5xx. */
export const CLASSES: Record<number, typeof APIError> = {};

/** A class of errors. Its name is on the prototype, because minifiers rename classes. */
function define<C extends typeof LatchkeyError>(text: string, Base: C, status?: number): C {
  // In an array, so that it has no name of its own, which would be shown beside the right one.
  const [Class] = [class extends (Base as typeof LatchkeyError) {} as C];
  CLASSES[status!] = Class as never;
  Object.assign(Class.prototype, {
    name: `${text}Error`,
    type: text
      .replace("API", "")
      .replace(/\B[A-Z]/g, "_$&")
      .toLowerCase(),
  });
  return Class;
}

/** The client can't be used in the way it was configured. */
export const ConfigurationError = define("Configuration", LatchkeyError);
export type ConfigurationError = LatchkeyError;

/** No answer, half an answer, or something that isn't HTTP. `cause` is the error of `fetch`. */
export const APIConnectionError = define("APIConnection", LatchkeyError);
export type APIConnectionError = LatchkeyError;

/** No complete answer in time. It is an `APIConnectionError`. */
export const APITimeoutError = define("APITimeout", APIConnectionError);
export type APITimeoutError = APIConnectionError;

/** An answer that isn't the one that was asked for. `message` says why, and what to do. */
export class APIError extends LatchkeyError {
  declare readonly status: number;
  /** Identifies the request in the request log. */
  declare readonly requestId: string | null;
  /** Such as `not_found`. Null if the answer isn't a problem: then a proxy in between has answered. */
  declare readonly code: string | null;
  /** Says more than the code, such as `revoked`. */
  declare readonly reason: string | null;
  /** The scopes that the request needs, if the key lacks one. */
  declare readonly requiredScopes: string[];
  /** What is wrong with which field. */
  declare readonly errors: FieldError[];
  /** When to try again. */
  declare readonly retryAfterSeconds: number | null;
  /** The whole problem (RFC 9457). */
  declare readonly problem: Partial<Problem> | null;
}

/** A successful answer whose body isn't JSON, or a redirect: none is followed, so that no credential goes elsewhere. */
export const APIDecodeError = define("APIDecode", APIError);
export type APIDecodeError = APIError;

/** 400, 405, 408, 410, 413, 415, and every other 4xx that has no class of its own. */
export const BadRequestError = define("BadRequest", APIError, 4);
export type BadRequestError = APIError;

/** 401: no credential, or one that isn't valid. */
export const AuthenticationError = define("Authentication", APIError, 401);
export type AuthenticationError = APIError;

/** 403: see `reason` and `requiredScopes`. */
export const PermissionDeniedError = define("PermissionDenied", APIError, 403);
export type PermissionDeniedError = APIError;

/** 404: it may not exist, or this credential can't access it. */
export const NotFoundError = define("NotFound", APIError, 404);
export type NotFoundError = APIError;

/** 409: see `reason`. */
export const ConflictError = define("Conflict", APIError, 409);
export type ConflictError = APIError;

/** 422: see `errors`. */
export const ValidationError = define("Validation", APIError, 422);
export type ValidationError = APIError;

/** 429: a rate limit or a quota is used up. See `retryAfterSeconds`. */
export const RateLimitError = define("RateLimit", APIError, 429);
export type RateLimitError = APIError;

/** 5xx. */
export const ServerError = define("Server", APIError, 5);
export type ServerError = APIError;
