import { CONFLICT_REASONS, FORBIDDEN_REASONS, NOT_FOUND_REASONS } from "#lib/problem-reasons.ts";

interface ProblemKind {
  status: number;
  title: string;
  /** The default detail, if the error has nothing more specific to say. */
  detail: string;
  /** The possible values of `reason` and what each means. */
  reasons?: Record<string, string>;
}

const table = {
  malformed_json: {
    status: 400,
    title: "Malformed JSON",
    detail: "The request body is not valid JSON. Send one JSON value in UTF-8.",
  },
  invalid_encoding: {
    status: 400,
    title: "Invalid encoding",
    detail: "Text must be valid UTF-8 without lone surrogates.",
  },
  json_too_deep: {
    status: 400,
    title: "JSON too deep",
    detail: "The JSON is nested too deeply. The limit is 32 levels.",
  },
  malformed_request: {
    status: 400,
    title: "Malformed request",
    detail: "The request is not valid HTTP/1.1.",
  },
  malformed_path: {
    status: 400,
    title: "Malformed path",
    detail: "The path can't be decoded. Percent-encode it as UTF-8.",
  },
  duplicate_header: {
    status: 400,
    title: "Duplicate header",
    detail: "A header that can only be sent once was sent more than once. Send it once.",
  },
  multiple_credentials: {
    status: 400,
    title: "Multiple credentials",
    detail: "More than one credential was sent. Send either X-API-Key or Authorization, not both.",
  },
  credential_in_url: {
    status: 400,
    title: "Credential in the URL",
    detail:
      "Credentials in URLs end up in logs, so this one was not checked. Send it in a header, and rotate it if it was a real one.",
  },
  invalid_cursor: {
    status: 400,
    title: "Invalid cursor",
    detail: "The cursor is not valid. Use next_cursor from the previous page, unchanged.",
  },
  invalid_idempotency_key: {
    status: 400,
    title: "Invalid Idempotency-Key",
    detail: "Idempotency-Key must be 1 to 255 visible ASCII characters.",
  },
  invalid_parameter: {
    status: 400,
    title: "Invalid parameter",
    detail: "A query parameter is unknown or has an invalid value.",
  },
  unauthorized: {
    status: 401,
    title: "Credential required",
    detail: "Send an API key in X-API-Key, or an API key or access token in Authorization: Bearer.",
  },
  invalid_api_key: {
    status: 401,
    title: "Invalid API key",
    detail: "The API key is not valid. Check that you sent the full key, or create a new one.",
    reasons: {
      malformed: "The key is incomplete or mistyped: its format or checksum is wrong.",
      unknown: "No key with this value exists.",
      revoked: "The key was revoked. Revocation can't be undone.",
      expired: "The key has expired.",
    },
  },
  invalid_token: {
    status: 401,
    title: "Invalid access token",
    detail: "The access token is not valid. Refresh it, or log in again.",
    reasons: {
      malformed: "The token is malformed or was not issued by this server.",
      expired: "The token has expired.",
      revoked: "The session was ended.",
    },
  },
  invalid_credentials: {
    status: 401,
    title: "Wrong email or password",
    detail: "The email or the password is wrong.",
  },
  invalid_refresh_token: {
    status: 401,
    title: "Invalid refresh token",
    detail: "The refresh token is not valid. Log in again.",
    reasons: {
      unknown: "No refresh token with this value exists.",
      expired: "The refresh token has expired.",
      revoked: "The session was ended.",
      reused: "The refresh token was used again after 10 seconds, so the session was ended.",
    },
  },
  inactive_api_key: {
    status: 403,
    title: "Inactive API key",
    detail: "The API key is disabled. Enable it to use it again.",
  },
  forbidden: {
    status: 403,
    title: "Forbidden",
    detail: "This credential isn't allowed to do that.",
    reasons: FORBIDDEN_REASONS,
  },
  email_not_verified: {
    status: 403,
    title: "Email not verified",
    detail: "Your email is not verified. Open the link in the email we sent you, or request a new one.",
  },
  not_found: {
    status: 404,
    title: "Not found",
    detail: "Not found. It may not exist, or this credential can't access it.",
    reasons: NOT_FOUND_REASONS,
  },
  method_not_allowed: {
    status: 405,
    title: "Method not allowed",
    detail: "This path doesn't support this method. See the Allow header.",
  },
  request_timeout: { status: 408, title: "Request timeout", detail: "Send the request within 20 seconds." },
  conflict: {
    status: 409,
    title: "Conflict",
    detail: "This conflicts with the current state.",
    reasons: CONFLICT_REASONS,
  },
  idempotency_in_progress: {
    status: 409,
    title: "Request in progress",
    detail: "A request with this Idempotency-Key is still in progress. Try again in a moment.",
  },
  idempotency_key_reused: {
    status: 422,
    title: "Idempotency-Key reused",
    detail: "This Idempotency-Key was used with a different body. Use a new key for each request.",
  },
  code_used: {
    status: 410,
    title: "Link already used",
    detail: "This link has already been used. It works only once.",
  },
  code_expired: { status: 410, title: "Link expired", detail: "This link has expired. Request a new one." },
  body_too_large: {
    status: 413,
    title: "Body too large",
    detail: "The request body is too large. The limit is 64 KiB.",
  },
  headers_too_large: {
    status: 431,
    title: "Headers too large",
    detail: "The headers are too large. The limit is 16 KiB in total.",
  },
  path_too_long: {
    status: 414,
    title: "Path too long",
    detail: "The URL is too long. The limit is 8 KiB for path and query.",
  },
  unsupported_media_type: {
    status: 415,
    title: "Unsupported media type",
    detail: "The request body must be JSON. Send it with Content-Type: application/json.",
  },
  unsupported_encoding: {
    status: 415,
    title: "Unsupported encoding",
    detail: "The encoding is not supported. Send the body uncompressed and in UTF-8.",
  },
  validation_failed: {
    status: 422,
    title: "Validation failed",
    detail: "Some fields have invalid values. See errors.",
  },
  unknown_field: {
    status: 422,
    title: "Unknown field",
    detail: "The request body has fields that don't exist. See errors.",
  },
  rate_limited: {
    status: 429,
    title: "Rate limited",
    detail: "Rate limit exceeded. Retry after the number of seconds in Retry-After.",
    reasons: {
      plan: "The plan's limit, which all keys in one environment of the workspace share.",
      key: "The limit of this key.",
      user: "The limit for logged-in users.",
    },
  },
  quota_exceeded: {
    status: 429,
    title: "Quota exceeded",
    detail: "Monthly quota exceeded. It resets on the first day of the next month (UTC).",
  },
  too_many_attempts: {
    status: 429,
    title: "Too many attempts",
    detail: "Too many attempts. Retry after the number of seconds in Retry-After.",
  },
  internal_error: {
    status: 500,
    title: "Internal error",
    detail: "Something went wrong on our side. Include request_id when you report it.",
  },
  unavailable: {
    status: 503,
    title: "Unavailable",
    detail: "The service is temporarily unavailable. Try again in a moment.",
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof table;

/** Every error code that the API can return. `/docs/errors` shows this table. */
export const problems: Record<ProblemCode, ProblemKind> = table;
