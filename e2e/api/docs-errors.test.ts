import { beforeAll, expect, inject, test } from "vitest";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { rawHttp } from "#e2e/api/raw-http.ts";
import { connectTo } from "#e2e/test-server.ts";
import { errorGuides } from "#lib/docs/errors/guides.ts";
import type { ProblemCode } from "#lib/problems.ts";

const server = connectTo(inject("server"));
const { host } = new URL(server.url);
const ID = "key_0V4nO2q8c1Zr5TkJ7bQwXyE3u";
let keys: { reader: string; none: string; disabled: string; revoked: string; revokedId: string };

/** What stands for `lk_live_…` in an example. Other examples need a state that is hard to bring about, such as an outage. */
const KEY_OF: Partial<Record<ProblemCode, keyof typeof keys>> = {
  forbidden: "none",
  inactive_api_key: "disabled",
  invalid_api_key: "revoked",
};
const SENT: ProblemCode[] = [
  "malformed_json",
  "invalid_encoding",
  "json_too_deep",
  "malformed_request",
  "malformed_path",
  "duplicate_header",
  "multiple_credentials",
  "credential_in_url",
  "invalid_cursor",
  "invalid_idempotency_key",
  "invalid_parameter",
  "method_not_allowed",
  "body_too_large",
  "unsupported_media_type",
  "unsupported_encoding",
  "validation_failed",
  "unknown_field",
  "unauthorized",
  "invalid_api_key",
  "invalid_token",
  "invalid_credentials",
  "invalid_refresh_token",
  "inactive_api_key",
  "forbidden",
  "not_found",
  "conflict",
  "code_expired",
];

beforeAll(async () => {
  const ada = await newDeveloper(server);
  const token = ada.accessToken;
  const newSecret = async (scopes: string[] = []) => newKey(server, ada, { scopes });
  const [reader, none, disabled, revoked] = await Promise.all([
    newSecret(["keys:read", "keys:write"]),
    newSecret(),
    newSecret(),
    newSecret(),
  ]);
  await call(server, "PATCH", `/api/v1/keys/${disabled.id}`, { token, body: { enabled: false } });
  await call(server, "DELETE", `/api/v1/keys/${revoked.id}`, { token });
  keys = {
    reader: reader.secret,
    none: none.secret,
    disabled: disabled.secret,
    revoked: revoked.secret,
    revokedId: revoked.id,
  };
});

test.each(SENT)("the example of %s gets this error", async (code) => {
  const { request, reason } = errorGuides[code];
  const answer = await rawHttp(server, bytesOf(code, request));
  expect(answer.body).toMatchObject({ code, ...(reason && { reason }) });
});

function bytesOf(code: ProblemCode, request: string): Uint8Array {
  const written = request
    .replaceAll("lk_live_…", keys[KEY_OF[code] ?? "reader"])
    .replaceAll("lk_code_…", `lk_code_${"0".repeat(43)}`)
    .replaceAll("lk_refresh_…", `lk_refresh_${"0".repeat(43)}`)
    .replaceAll(ID, code === "conflict" ? keys.revokedId : ID);
  const [head = "", body = ""] = written.split("\n\n");
  const [first, ...headers] = head.split("\n");
  const length = head.includes("Content-Length") ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const lines = [
    `${first} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: close",
    ...headers,
    ...(body ? length : []),
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
}
