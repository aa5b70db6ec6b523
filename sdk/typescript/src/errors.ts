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

/** A class of errors. Each has a `type` of its own, so that TypeScript tells it from the others after `instanceof`. */
type ErrorClass<E extends LatchkeyError, T extends ErrorType> = new (
  message: string,
  members?: object,
) => E & { readonly type: T };

/** A class of errors, by its words. Its name is on the prototype, because minifiers rename classes. */
function define<C>(words: string, status?: number | null, Base: unknown = APIError): C {
  // In an array, so that it has no name of its own, which would be shown beside the right one.
  const [Class] = [class extends (Base as typeof LatchkeyError) {}];
  CLASSES[status!] = Class as never;
  Object.assign(Class.prototype, {
    name: `${words.replace("_", "")}Error`,
    type: words.replace("API", "").toLowerCase(),
  });
  return Class as C;
}

/** The client can't be used in the way it was configured. */
export const ConfigurationError: ErrorClass<LatchkeyError, "configuration"> = define(
  "Configuration",
  null,
  LatchkeyError,
);
export type ConfigurationError = InstanceType<typeof ConfigurationError>;

/** No answer, half an answer, or something that isn't HTTP. `cause` is the error of `fetch`. */
export const APIConnectionError: ErrorClass<LatchkeyError, "connection" | "timeout"> = define(
  "APIConnection",
  null,
  LatchkeyError,
);
export type APIConnectionError = InstanceType<typeof APIConnectionError>;

/** No complete answer in time. It is an `APIConnectionError`. */
export const APITimeoutError: ErrorClass<APIConnectionError, "timeout"> = define(
  "APITimeout",
  null,
  APIConnectionError,
);
export type APITimeoutError = InstanceType<typeof APITimeoutError>;

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
export const APIDecodeError: ErrorClass<APIError, "decode"> = define("APIDecode");
export type APIDecodeError = InstanceType<typeof APIDecodeError>;

/** 400, 405, 408, 410, 413, 415, and every other 4xx that has no class of its own. */
export const BadRequestError: ErrorClass<APIError, "bad_request"> = define("Bad_Request", 4);
export type BadRequestError = InstanceType<typeof BadRequestError>;

/** 401: no credential, or one that isn't valid. */
export const AuthenticationError: ErrorClass<APIError, "authentication"> = define("Authentication", 401);
export type AuthenticationError = InstanceType<typeof AuthenticationError>;

/** 403: see `reason` and `requiredScopes`. */
export const PermissionDeniedError: ErrorClass<APIError, "permission_denied"> = define(
  "Permission_Denied",
  403,
);
export type PermissionDeniedError = InstanceType<typeof PermissionDeniedError>;

/** 404: it may not exist, or this credential can't access it. */
export const NotFoundError: ErrorClass<APIError, "not_found"> = define("Not_Found", 404);
export type NotFoundError = InstanceType<typeof NotFoundError>;

/** 409: see `reason`. */
export const ConflictError: ErrorClass<APIError, "conflict"> = define("Conflict", 409);
export type ConflictError = InstanceType<typeof ConflictError>;

/** 422: see `errors`. */
export const ValidationError: ErrorClass<APIError, "validation"> = define("Validation", 422);
export type ValidationError = InstanceType<typeof ValidationError>;

/** 429: a rate limit or a quota is used up. See `retryAfterSeconds`. */
export const RateLimitError: ErrorClass<APIError, "rate_limit"> = define("Rate_Limit", 429);
export type RateLimitError = InstanceType<typeof RateLimitError>;

/** 5xx. */
export const ServerError: ErrorClass<APIError, "server"> = define("Server", 5);
export type ServerError = InstanceType<typeof ServerError>;
