import type { ErrorGuide } from "#lib/docs/errors/guide.ts";

/** Errors that go away by waiting. */
export const limitErrors = {
  rate_limited: {
    cause:
      "You sent more requests than a rate limit allows. `reason` says which: the plan's, which the keys of an environment share, the key's own, or that of a logged-in user.",
    fix: "Wait for the number of seconds in `Retry-After`, then send the request again. To stay below the limit, read the `RateLimit` header of every response. Refused requests don't count.",
    request: `GET /api/v1/me
X-API-Key: lk_live_…`,
    reason: "plan",
    extras: { retry_after_seconds: 34 },
  },
  quota_exceeded: {
    cause: "The workspace has used all requests that its plan includes per month.",
    fix: "Wait until the first day of the next month (UTC), or ask for another plan on the Workspace page of the dashboard.",
    request: `GET /api/v1/me
X-API-Key: lk_live_…`,
    extras: { retry_after_seconds: 86_400 },
  },
  too_many_attempts: {
    cause: "There were too many failed logins, sign-ups or emails for this address, or from your network.",
    fix: "Wait for the number of seconds in `Retry-After`. Waiting is enough; nothing is locked.",
    request: `POST /api/v1/auth/login
Content-Type: application/json

{"email": "ada@example.com", "password": "not my password"}`,
    extras: { retry_after_seconds: 60 },
  },
  internal_error: {
    cause: "The server has a bug that this request has met.",
    fix: "Send the request again later. If it keeps happening, report it to the operator of this site with the request ID.",
    request: `GET /api/v1/me
X-API-Key: lk_live_…`,
  },
  unavailable: {
    cause:
      "The server can't reach its database, is starting or stopping, or has too much to do. The request doesn't count against your limits. It had no effect, unless the connection to the database broke while a change was stored.",
    fix: "Wait for the number of seconds in `Retry-After`, then send the request again. If it changes something, use an `Idempotency-Key`, so that it's done only once. Don't treat it as a sign that your key is wrong.",
    request: `GET /api/v1/me
X-API-Key: lk_live_…`,
    extras: { retry_after_seconds: 2 },
  },
} satisfies Record<string, ErrorGuide>;
