import { expect, test } from "vitest";
import { newId } from "#lib/ids.ts";
import { mintToken } from "#lib/keys/token.ts";
import { redact } from "#lib/log.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";

test.each([
  ["a key", mintToken({ prefix: "dfx", include_environment: true, style: "base62" }, "test").secret],
  [
    "a key without its environment",
    mintToken({ prefix: "k", include_environment: false, style: "base62" }, "live").secret,
  ],
  ["a hex key", mintToken({ prefix: "lk", include_environment: true, style: "hex" }, "live").secret],
  ["a refresh token", mintOpaqueToken("refresh").token],
  ["a mailed token", mintOpaqueToken("code").token],
  ["a session token", mintOpaqueToken("session").token],
  ["an access token", "eyJhbGciOiJFZERTQSJ9.eyJzaWQiOiJzZXMifQ.f2g9RjpMOz-Hw5C6xPDMs"],
])("%s is redacted, wherever it is in the text", (_, secret) => {
  expect(redact(`{"msg":"failed at /keys/${secret}?x=1"}`)).toBe('{"msg":"failed at /keys/[redacted]?x=1"}');
});

test("ids are not redacted", () => {
  const ids = (["req", "key", "ws", "usr"] as const).map((kind) => newId(kind, Date.now())).join(" ");
  expect(redact(ids)).toBe(ids);
});
