import { expect, test } from "vitest";
import { newId } from "#lib/ids.ts";
import { mintToken } from "#lib/keys/token.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";
import { redact, redactStart } from "#lib/redact.ts";

const SECRETS: [name: string, secret: string][] = [
  ["a key", mintToken({ prefix: "dfx", include_environment: true, style: "base62" }, "test").secret],
  [
    "a key without its environment",
    mintToken({ prefix: "k", include_environment: false, style: "base62" }, "live").secret,
  ],
  ["a hex key", mintToken({ prefix: "lk", include_environment: true, style: "hex" }, "live").secret],
  ["a refresh token", mintOpaqueToken("refresh").token],
  ["a mailed token", mintOpaqueToken("code").token],
  ["a session token", mintOpaqueToken("session").token],
  ["an access token", `eyJhbGciOiJFZERTQSJ9.${"eyJzaWQiOiJzZXMifQ".repeat(12)}.f2g9RjpMOz-Hw5C6xPDMs`],
];

test.each(SECRETS)("%s is redacted, wherever it is in the text", (_, secret) => {
  expect(redact(`{"msg":"failed at /keys/${secret}?x=1"}`)).toBe('{"msg":"failed at /keys/[redacted]?x=1"}');
});

test("ids are not redacted", () => {
  const ids = (["req", "key", "ws", "usr"] as const).map((kind) => newId(kind, Date.now())).join(" ");
  expect(redact(ids)).toBe(ids);
});

const OTHER = mintToken({ prefix: "dfx", include_environment: true, style: "base62" }, "live").secret;

const encode = (text: string) =>
  text.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0")}`);

test.each(SECRETS)("%s is redacted if some or all of it is percent-encoded, once or twice", (_, secret) => {
  const spellings = [
    secret.replace(/[_.e]/g, encode),
    encode(secret),
    encode(secret).toUpperCase(),
    encode(secret).replaceAll("%", "%25"),
  ];
  for (const spelling of spellings) {
    expect(redact(`/keys/${spelling}/usage`)).toBe("/keys/[redacted]/usage");
    expect(redactStart(`/keys/${spelling}/usage`, 30)).toBe("/keys/[redacted]");
  }
});

test("a text without a secret keeps its percent-encoding", () => {
  const path = `/orders%2F%41%zz/${"%5F".repeat(400)}`;
  expect(redact(path)).toBe(path);
  expect(redactStart(path, 256)).toBe(path.slice(0, 256));
});

test.each(SECRETS)("of %s at any place, no recognizable part is left after the cut", (_, secret) => {
  const parts = Array.from({ length: secret.length - 8 }, (_, i) => secret.slice(i, i + 9));
  for (let at = 0; at <= 260; at += 1) {
    // Also after other secrets, which become shorter by the redaction.
    for (const before of ["", `${OTHER} ${OTHER} `]) {
      const shown = redactStart(`${before}${"-".repeat(at)} ${secret} and so on`, 256);
      expect(shown.length).toBeLessThanOrEqual(256);
      expect(parts.find((part) => shown.includes(part))).toBeUndefined();
    }
  }
});

test("a text without secrets is only cut", () => {
  expect(redactStart("Mozilla/5.0 (X11)", 256)).toBe("Mozilla/5.0 (X11)");
  expect(redactStart("a".repeat(300), 256)).toBe("a".repeat(256));
});
