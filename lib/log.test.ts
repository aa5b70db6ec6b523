import { expect, test } from "vitest";
import { mintToken } from "#lib/keys/token.ts";
import { redact } from "#lib/log.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";

test.each([
  ["a key", mintToken({ prefix: "dfx", include_environment: true, style: "base62" }, "test").secret],
  ["a refresh token", mintOpaqueToken("refresh").token],
  ["a mailed token", mintOpaqueToken("code").token],
  ["a session token", mintOpaqueToken("session").token],
  ["an access token", "eyJhbGciOiJFZERTQSJ9.eyJzaWQiOiJzZXMifQ.f2g9RjpMOz-Hw5C6xPDMs"],
])("%s never reaches the log, wherever it stands", (_, secret) => {
  expect(redact(`{"msg":"failed at /keys/${secret}?x=1"}`)).toBe('{"msg":"failed at /keys/[redacted]?x=1"}');
});
