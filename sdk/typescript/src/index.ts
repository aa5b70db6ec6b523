// Everything but the gate, the middleware and the webhooks, which have entry points of their own.
export type * from "./api-types.ts";
export type { APIPromise, ListPromise, Page, WithResponse } from "./call.ts";
export {
  APIConnectionError,
  APIDecodeError,
  APIError,
  APITimeoutError,
  AuthenticationError,
  BadRequestError,
  ConfigurationError,
  ConflictError,
  type ErrorType,
  type FieldError,
  LatchkeyError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  ServerError,
  ValidationError,
} from "./errors.ts";
export { type AnyRequest, Latchkey } from "./latchkey.ts";
export type { Methods } from "./operations.ts";
export type { CallOptions, ClientOptions } from "./options.ts";
export type { ValidKey } from "./validate.ts";
