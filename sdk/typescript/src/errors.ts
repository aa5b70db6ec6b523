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

  constructor(message: string, members: object = {}) {
    super(message);
    Object.assign(this, members);
  }
}

/** The client can't be used in the way it was configured. */
export class ConfigurationError extends LatchkeyError {}

/** No answer, half an answer, or something that isn't HTTP. `cause` is the error of `fetch`. */
export class APIConnectionError extends LatchkeyError {}

/** No complete answer in time. */
export class APITimeoutError extends APIConnectionError {}

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
export class APIDecodeError extends APIError {}

/** 400, 405, 408, 410, 413, 415, and every other 4xx that has no class of its own. */
export class BadRequestError extends APIError {}

/** 401: no credential, or one that isn't valid. */
export class AuthenticationError extends APIError {}

/** 403: see `reason` and `requiredScopes`. */
export class PermissionDeniedError extends APIError {}

/** 404: it may not exist, or this credential can't access it. */
export class NotFoundError extends APIError {}

/** 409: see `reason`. */
export class ConflictError extends APIError {}

/** 422: see `errors`. */
export class ValidationError extends APIError {}

/** 429: a rate limit or a quota is used up. See `retryAfterSeconds`. */
export class RateLimitError extends APIError {}

/** 5xx. */
export class ServerError extends APIError {}

/** The class of each status. */
export const CLASSES: Record<number, typeof APIError> = {};

// Names are on the prototypes, because minifiers rename classes.
const name = (text: string, of: typeof LatchkeyError, status = -1) => {
  CLASSES[status] = of as typeof APIError;
  const type = text.replace("API", "").replace(/\B[A-Z]/g, "_$&");
  Object.assign(of.prototype, { name: `${text}Error`, type: type.toLowerCase() });
};

name("Configuration", ConfigurationError);
name("APIConnection", APIConnectionError);
name("APITimeout", APITimeoutError);
name("APIDecode", APIDecodeError);
name("BadRequest", BadRequestError);
name("Authentication", AuthenticationError, 401);
name("PermissionDenied", PermissionDeniedError, 403);
name("NotFound", NotFoundError, 404);
name("Conflict", ConflictError, 409);
name("Validation", ValidationError, 422);
name("RateLimit", RateLimitError, 429);
name("Server", ServerError);
