import type { ErrorGuide } from "#lib/docs/errors/guide.ts";

/** Errors about who sends the request, and what they can do. */
export const accessErrors = {
  unauthorized: {
    cause: "The request has no credential. The header may be misspelled, empty, or removed by a proxy.",
    fix: "Send your API key as `X-API-Key` or as `Authorization: Bearer`. Check that the variable with the key isn't empty.",
    request: "GET /api/v1/me",
  },
  invalid_api_key: {
    cause:
      "The request has an API key that isn't valid. `reason` says why: it's incomplete, unknown, revoked or expired.",
    fix: "With `malformed`, copy the whole key again. With `unknown`, check that it's a key of this server. With `revoked` or `expired`, create a new key: neither can be undone.",
    request: `GET /api/v1/me
X-API-Key: lk_live_…`,
    reason: "revoked",
  },
  invalid_token: {
    cause:
      "The access token isn't valid. Access tokens expire an hour after they were issued, and end with their session.",
    fix: "With `expired`, get a new pair with `POST /api/v1/auth/refresh`. With `revoked` or `malformed`, log in again.",
    request: `GET /api/v1/me
Authorization: Bearer eyJhbGciOiJFZERTQSJ9.e30.AAAA`,
    reason: "malformed",
  },
  invalid_credentials: {
    cause:
      "The email or the password is wrong. The answer is the same for both, and for an address without an account.",
    fix: "Check both. If you forgot the password, set a new one with Forgot password on the login page.",
    request: `POST /api/v1/auth/login
Content-Type: application/json

{"email": "ada@example.com", "password": "not my password"}`,
  },
  invalid_refresh_token: {
    cause:
      "The refresh token isn't valid. `reason` says why. A refresh token works once, and using it again later ends the session, because it may have been stolen.",
    fix: "Log in again. If the reason is `reused`, make sure that only one process refreshes, and that it stores the new pair before it goes on.",
    request: `POST /api/v1/auth/refresh
Content-Type: application/json

{"refresh_token": "lk_refresh_…"}`,
    reason: "unknown",
  },
  inactive_api_key: {
    cause: "The key exists, but somebody disabled it.",
    fix: "Enable the key on its page in the dashboard, or use another one.",
    request: `GET /api/v1/me
X-API-Key: lk_live_…`,
  },
  forbidden: {
    cause:
      "The server knows who you are, but this credential can't do what the request asks for. `reason` says what is missing.",
    fix: "With `insufficient_scope`, use a key that has all of `required_scopes`. With `insufficient_role`, ask an admin of the workspace. With `user_required`, do it in the dashboard.",
    request: `GET /api/v1/keys
X-API-Key: lk_live_…`,
    reason: "insufficient_scope",
    extras: { required_scopes: ["keys:read"] },
  },
  email_not_verified: {
    cause: "The password is right, but nobody has opened the link that confirms the email address.",
    fix: "Open the link in the newest email. If it has expired, request a new one with `POST /api/v1/auth/verification`.",
    request: `POST /api/v1/auth/login
Content-Type: application/json

{"email": "ada@example.com", "password": "a long sentence of your own"}`,
  },
  not_found: {
    cause:
      "The path or the ID doesn't exist, or it belongs to another workspace or environment. The answer is the same, so that nobody can find out which IDs exist.",
    fix: "Check the path, the ID, and that the key belongs to the same workspace and environment (live or test).",
    request: `GET /api/v1/keys/key_0V4nO2q8c1Zr5TkJ7bQwXyE3u
X-API-Key: lk_live_…`,
  },
  conflict: {
    cause: "The request is valid, but the current state doesn't allow it. `reason` says why.",
    fix: "Read the state again and decide what to do. Sending the same request again doesn't help.",
    request: `DELETE /api/v1/keys/key_0V4nO2q8c1Zr5TkJ7bQwXyE3u
X-API-Key: lk_live_…`,
    reason: "already_revoked",
  },
  idempotency_in_progress: {
    cause: "The first request with this `Idempotency-Key` hasn't been answered yet.",
    fix: "Wait a moment and send the same request again. You get the answer of the first one.",
    request: `POST /api/v1/keys
X-API-Key: lk_live_…
Idempotency-Key: 3f0d1a52-3b1c-4f6e-9d0a-8f1c5a4b2e77
Content-Type: application/json

{"name": "ci-pipeline"}`,
  },
  idempotency_key_reused: {
    cause: "An earlier request with the same `Idempotency-Key` had another body.",
    fix: "Use a new `Idempotency-Key` for each operation, and the same one only to repeat exactly the same request.",
    request: `POST /api/v1/keys
X-API-Key: lk_live_…
Idempotency-Key: 3f0d1a52-3b1c-4f6e-9d0a-8f1c5a4b2e77
Content-Type: application/json

{"name": "another name"}`,
  },
  code_used: {
    cause: "The link of the email was used before. Each link works once.",
    fix: "If it was you, log in. Otherwise request a new link.",
    request: `POST /api/v1/auth/verify
Content-Type: application/json

{"token": "lk_code_…"}`,
  },
  code_expired: {
    cause: "The link is too old, was replaced by a newer one, or is incomplete.",
    fix: "Use the link in the newest email, or request a new one.",
    request: `POST /api/v1/auth/verify
Content-Type: application/json

{"token": "lk_code_…"}`,
  },
} satisfies Record<string, ErrorGuide>;
