interface ProblemKind {
  status: number;
  title: string;
  /** What to do, when the place of failure knows nothing better. */
  detail: string;
  /** The values of `reason`, and what each means. */
  reasons?: Record<string, string>;
}

const table = {
  malformed_json: {
    status: 400,
    title: "Malformed JSON",
    detail: "The body is not valid JSON. Send one JSON value in UTF-8.",
  },
  invalid_encoding: {
    status: 400,
    title: "Invalid encoding",
    detail: "Text must be valid UTF-8, without lone surrogates.",
  },
  json_too_deep: {
    status: 400,
    title: "JSON too deep",
    detail: "The body is nested too deeply. At most 32 levels are read.",
  },
  malformed_request: {
    status: 400,
    title: "Malformed request",
    detail: "The request is not well-formed HTTP/1.1.",
  },
  malformed_path: {
    status: 400,
    title: "Malformed path",
    detail: "The path cannot be decoded. Percent-encode it as UTF-8.",
  },
  duplicate_header: {
    status: 400,
    title: "Duplicate header",
    detail: "A header that may occur once was sent twice. Send it once.",
  },
  multiple_credentials: {
    status: 400,
    title: "Multiple credentials",
    detail: "Send one credential: X-API-Key or Authorization, not both.",
  },
  credential_in_url: {
    status: 400,
    title: "Credential in the URL",
    detail:
      "URLs end up in logs, so the credential was not tried. Send it in a header, and replace it if it was real.",
  },
  invalid_cursor: {
    status: 400,
    title: "Invalid cursor",
    detail: "Use next_cursor of the previous page, unchanged.",
  },
  invalid_idempotency_key: {
    status: 400,
    title: "Invalid Idempotency-Key",
    detail: "Idempotency-Key must have 1 to 255 visible ASCII characters.",
  },
  invalid_parameter: {
    status: 400,
    title: "Invalid parameter",
    detail: "A query parameter is unknown or has a value that cannot be used.",
  },
  unauthorized: {
    status: 401,
    title: "Credential required",
    detail: "Send an API key in X-API-Key, or a key or access token as Authorization: Bearer.",
  },
  invalid_api_key: {
    status: 401,
    title: "Invalid API key",
    detail: "This API key does not open anything. Check it, or create another one.",
    reasons: {
      malformed: "It is not a whole key: the form or the checksum is wrong.",
      unknown: "No such key was ever made here.",
      revoked: "The key was revoked. This is final.",
      expired: "The key's time is over.",
    },
  },
  invalid_token: {
    status: 401,
    title: "Invalid access token",
    detail: "The access token is not accepted. Refresh it, or log in again.",
    reasons: {
      malformed: "It is not an access token of this installation.",
      expired: "Its hour is over.",
      revoked: "Its session was ended.",
    },
  },
  invalid_credentials: {
    status: 401,
    title: "Wrong e-mail or password",
    detail: "The e-mail address or the password is wrong.",
  },
  invalid_refresh_token: {
    status: 401,
    title: "Invalid refresh token",
    detail: "The refresh token is not accepted. Log in again.",
    reasons: {
      unknown: "No such refresh token was ever made here.",
      expired: "Its time is over.",
      revoked: "Its session was ended.",
      reused:
        "It was used before. Its whole session was ended, because one of the two users is not its owner.",
    },
  },
  inactive_api_key: {
    status: 403,
    title: "Inactive API key",
    detail: "The key is disabled. Enable it to use it again.",
  },
  forbidden: {
    status: 403,
    title: "Forbidden",
    detail: "This credential may not do that.",
    reasons: {
      insufficient_scope: "The key lacks one of required_scopes.",
      insufficient_role: "Your role in the workspace does not allow it.",
      user_required: "Only a signed-in user may do this, whatever a key's scopes are.",
      scope_escalation: "Nobody can give away more than he has.",
      built_in_scope: "Built-in scopes stay.",
      service_credential: "A service credential verifies keys and does nothing else.",
      other_environment: "A key sees its own environment only.",
      workspace_suspended: "The workspace is suspended.",
      bad_origin: "A browser session is accepted from this site's own pages only.",
    },
  },
  email_not_verified: {
    status: 403,
    title: "E-mail address not verified",
    detail: "Open the link in the mail that was sent to you, or ask for another one.",
  },
  not_found: {
    status: 404,
    title: "Not found",
    detail: "There is nothing here that this credential can see.",
  },
  method_not_allowed: {
    status: 405,
    title: "Method not allowed",
    detail: "This path does not answer to this method. See the Allow header.",
  },
  conflict: {
    status: 409,
    title: "Conflict",
    detail: "The present state does not allow this.",
    reasons: {
      already_revoked: "The key was revoked before. Revocation is final.",
      active_key_limit: "The workspace has as many active keys as it may.",
      rotation_in_progress: "The key's older secret still works. Wait until the overlap ends.",
      key_exists: "A key with that hash exists already.",
      scope_exists: "A scope of that name exists already.",
    },
  },
  idempotency_in_progress: {
    status: 409,
    title: "Still running",
    detail: "A request with this Idempotency-Key is still under way. Try again shortly.",
  },
  idempotency_key_reused: {
    status: 422,
    title: "Idempotency-Key reused",
    detail: "This Idempotency-Key was used with another body. Use a new one for a new request.",
  },
  code_used: { status: 410, title: "Link already used", detail: "This link was used before. It works once." },
  code_expired: {
    status: 410,
    title: "Link expired",
    detail: "This link is no longer valid. Ask for a new one.",
  },
  body_too_large: { status: 413, title: "Body too large", detail: "A body may have 64 KiB at most." },
  headers_too_large: {
    status: 431,
    title: "Headers too large",
    detail: "All headers together may have 16 KiB at most.",
  },
  path_too_long: {
    status: 414,
    title: "Path too long",
    detail: "A path with its query may have 8 KiB at most.",
  },
  unsupported_media_type: {
    status: 415,
    title: "Unsupported media type",
    detail: "Send the body as application/json.",
  },
  unsupported_encoding: {
    status: 415,
    title: "Unsupported encoding",
    detail: "Send the body uncompressed, in UTF-8.",
  },
  validation_failed: {
    status: 422,
    title: "Validation failed",
    detail: "Some values cannot be used. See errors.",
  },
  unknown_field: {
    status: 422,
    title: "Unknown member",
    detail: "The body has members that do not exist here. See errors.",
  },
  rate_limited: {
    status: 429,
    title: "Rate limited",
    detail: "Too many requests. Wait as long as Retry-After says.",
    reasons: {
      plan: "The workspace's plan: its keys of one environment share this limit.",
      key: "The key's own limit.",
      user: "The limit of signed-in users.",
    },
  },
  quota_exceeded: {
    status: 429,
    title: "Quota exceeded",
    detail: "The month's quota is used up. It starts again on the first of the next month, UTC.",
  },
  too_many_attempts: {
    status: 429,
    title: "Too many attempts",
    detail: "Wait as long as Retry-After says, then try again.",
  },
  internal_error: {
    status: 500,
    title: "Internal error",
    detail: "Something failed on our side. Quote request_id when you report it.",
  },
  unavailable: {
    status: 503,
    title: "Unavailable",
    detail: "A store that this needs is away. Try again shortly.",
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof table;

/** The table of failures: every code an answer can carry. `/docs/errors` shows it. */
export const problems: Record<ProblemCode, ProblemKind> = table;
