import type { ErrorGuide } from "#lib/docs/errors/guide.ts";

/** Errors of requests that can't be read. */
export const requestErrors = {
  malformed_json: {
    cause:
      "The request's body isn't JSON. Common causes are a trailing comma, single quotes, and a shell that changed the quotes.",
    fix: "Build the body with your language's JSON library instead of writing it by hand. In a shell, put the body in single quotes.",
    request: `POST /api/v1/auth/login
Content-Type: application/json

{"email": "ada@example.com",}`,
  },
  invalid_encoding: {
    cause:
      "A text of the request isn't valid UTF-8, or contains half of a surrogate pair, such as `\\ud800`.",
    fix: "Encode the request in UTF-8. If you cut texts to a length, cut between characters, not in the middle of one.",
    request: `POST /api/v1/auth/login
Content-Type: application/json

{"email": "\\ud800", "password": "a long sentence of your own"}`,
  },
  json_too_deep: {
    cause: "The body's arrays and objects are nested more than 32 levels deep.",
    fix: "Send a flatter body. No endpoint needs more than a few levels.",
    request: `POST /api/v1/auth/login
Content-Type: application/json

[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]`,
  },
  malformed_request: {
    cause:
      "The server can't read the request as HTTP/1.1. For example, a header contains a line break, or the `Host` header is missing.",
    fix: "Send the request with an HTTP library. If you already do, look at what a proxy in between makes of it.",
    request: `GET /api/v1/me
Content-Length: five`,
  },
  malformed_path: {
    cause:
      "The path has a percent sign that isn't followed by two hexadecimal digits, or its bytes aren't UTF-8.",
    fix: "Encode each part of the path, for example with `encodeURIComponent`.",
    request: "GET /api/v1/keys/%zz",
  },
  duplicate_header: {
    cause:
      "A header that can only have one value was sent twice, such as `Authorization` or `X-API-Key`. A proxy may have added the second one.",
    fix: "Send the header once. If a proxy adds it, let the proxy replace the header instead.",
    request: `GET /api/v1/me
X-API-Key: lk_live_…
X-API-Key: lk_live_…`,
  },
  multiple_credentials: {
    cause:
      "The request has both `X-API-Key` and `Authorization`. The server doesn't guess which one you mean.",
    fix: "Send one of them. HTTP libraries may add `Authorization` by themselves, for example from a `.netrc` file.",
    request: `GET /api/v1/me
X-API-Key: lk_live_…
Authorization: Bearer lk_live_…`,
  },
  credential_in_url: {
    cause:
      "The URL contains something that looks like an API key or a token. URLs are stored in logs and in browser histories.",
    fix: "Send the credential in a header. If it was a real one, rotate the key, because the URL may already be in a log.",
    request: "GET /api/v1/me?api_key=lk_live_…",
  },
  invalid_cursor: {
    cause: "The cursor was changed or cut, or it belongs to a list with other filters or another order.",
    fix: "Send `next_cursor` of the previous page unchanged, with the same filters. Without a cursor, the list starts at its first page.",
    request: `GET /api/v1/keys?cursor=abc
X-API-Key: lk_live_…`,
  },
  invalid_idempotency_key: {
    cause:
      "The `Idempotency-Key` header is empty, longer than 255 characters, or has characters other than visible ASCII.",
    fix: "Use a UUID for each operation.",
    request: `POST /api/v1/keys
X-API-Key: lk_live_…
Idempotency-Key: clé
Content-Type: application/json

{"name": "ci-pipeline"}`,
  },
  invalid_parameter: {
    cause: "The query has a parameter that the endpoint doesn't know, or a value that it doesn't accept.",
    fix: "Look at `errors`: each entry names a parameter and what is wrong with it. The API reference lists the parameters of each endpoint.",
    request: `GET /api/v1/keys?limit=1000
X-API-Key: lk_live_…`,
  },
  method_not_allowed: {
    cause: "The path exists, but not with this method.",
    fix: "Use one of the methods in the response's `Allow` header.",
    request: "PUT /api/v1/me",
  },
  request_timeout: {
    cause: "The server waited 20 seconds for the rest of the request.",
    fix: "Send the whole request at once, and try again. If it happens often, the connection or a proxy in between is slow.",
    request: `POST /api/v1/keys
Content-Length: 300`,
  },
  body_too_large: {
    cause: "The body has more than 64 KiB.",
    fix: "Send less in one request. The metadata of a key can have 4 KiB, and an import of keys can be split into several requests.",
    request: `POST /api/v1/keys
Content-Type: application/json
Content-Length: 1000000`,
  },
  headers_too_large: {
    cause: "The request's headers have more than 16 KiB in total. Large cookies are the usual cause.",
    fix: "Send fewer or shorter headers. API requests don't need cookies.",
    request: `GET /api/v1/me
Cookie: (more than 16 KiB)`,
  },
  path_too_long: {
    cause: "The path and the query have more than 8 KiB together (2 KiB for pages).",
    fix: "Send fewer filters in one request.",
    request: "GET /api/v1/keys?q=(more than 8 KiB)",
  },
  unsupported_media_type: {
    cause:
      "The request has a body without `Content-Type: application/json`. curl sends another type by default with `-d`.",
    fix: 'Add the header. With curl: `-H "Content-Type: application/json"`.',
    request: `POST /api/v1/auth/login
Content-Type: text/plain

{"email": "ada@example.com", "password": "a long sentence of your own"}`,
  },
  unsupported_encoding: {
    cause: "The body is compressed (`Content-Encoding`), or its charset isn't UTF-8.",
    fix: "Send the body uncompressed and in UTF-8.",
    request: `POST /api/v1/auth/login
Content-Type: application/json
Content-Encoding: gzip

{"email": "ada@example.com", "password": "a long sentence of your own"}`,
  },
  validation_failed: {
    cause: "The body is valid JSON, but fields are missing or have values that aren't allowed.",
    fix: "Look at `errors`: each entry has a pointer to the field and a sentence that says what is wrong. All errors are listed at once.",
    request: `POST /api/v1/auth/login
Content-Type: application/json

{"email": "ada"}`,
  },
  unknown_field: {
    cause:
      "The body has a field that the endpoint doesn't know. Unknown fields are refused, so that a misspelled name isn't ignored.",
    fix: "Compare the name in `errors` with the API reference, and remove or correct the field.",
    request: `POST /api/v1/auth/login
Content-Type: application/json

{"email": "ada@example.com", "password": "a long sentence of your own", "remember": true}`,
  },
} satisfies Record<string, ErrorGuide>;
