import { expect, test } from "vitest";
import type { CredentialPlace } from "#lib/gate/auth-query.ts";
import { readCredential } from "#lib/gate/credential.ts";
import { mintToken } from "#lib/keys/token.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";

const key = mintToken({ prefix: "lk", include_environment: true, style: "base62" }, "live").secret;
const short = mintToken({ prefix: "sk", include_environment: false, style: "base62" }, "live").secret;
const JWT = "eyJhbGciOiJub25lIn0.e30.e30";

function read(headers: Record<string, string>, target: string, credentialIn?: CredentialPlace[]) {
  const get = (name: string) => headers[name] ?? null;
  return readCredential({ method: "GET", target, headers: { get }, origin: null, credentialIn });
}

const IN_KEY_HEADER: CredentialPlace[] = [{ header: "x-api-key" }];

test.each([
  ["an Authorization of the API's own", { authorization: "Basic YTpi" }, "/"],
  ["a token of the API's own", { authorization: `Bearer ${JWT}` }, "/"],
  ["a parameter that is named like a credential", {}, "/?access_token=abc&api_key=1"],
  ["a token in the query", {}, `/?access_token=${JWT}`],
  ["a hash in the query", {}, `/files?sha256=${"0f".repeat(32)}`],
  ["another service's key in the query", {}, `/?key=sk_live_${"a".repeat(36)}`],
])("with a named place, %s belongs to the API behind the gateway", (_, more, target) => {
  expect(read({ "x-api-key": key, ...more }, target, IN_KEY_HEADER)).toEqual({ kind: "key", secret: key });
  if (Object.keys(more).length === 0) expect(() => read({ "x-api-key": key }, target)).toThrow(/URL/);
  else expect(() => read({ "x-api-key": key, ...more }, target)).toThrow(/More than one/);
});

test.each([key, short, mintOpaqueToken("refresh").token, mintOpaqueToken("service").token])(
  "a secret of ours in the URL is refused, with a named place too: %#",
  (secret) => {
    for (const target of [`/?q=${secret}`, `/${secret}/x`, `/?${secret}`, `/?q=a-${secret}`])
      expect(() => read({ "x-api-key": key }, target, IN_KEY_HEADER), target).toThrow(/URL/);
  },
);

test("only the named places are read, and the refusal names them", () => {
  const places: CredentialPlace[] = [{ header: "x-mine" }, { bearer: true }];
  expect(read({ "x-mine": key }, "/", places)).toEqual({ kind: "key", secret: key });
  expect(read({ authorization: `Bearer ${key}` }, "/", places)).toEqual({ kind: "key", secret: key });
  expect(read({ authorization: `Bearer ${JWT}` }, "/", places)).toEqual({ kind: "token", token: JWT });
  expect(() => read({ "x-api-key": key }, "/", places)).toThrow(
    "Send an API key in x-mine or Authorization: Bearer.",
  );
  expect(() => read({ "x-mine": key, authorization: `Bearer ${key}` }, "/", places)).toThrow(
    "More than one credential was sent. Send one in x-mine or Authorization: Bearer.",
  );
  expect(() => read({ "x-mine": `${key}, ${key}` }, "/", places)).toThrow(/once/);
  expect(() => read({ authorization: "Basic YTpi" }, "/", places)).toThrow(/Bearer/);
});
