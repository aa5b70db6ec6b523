import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hintOf, looksLikeKey, mayBeKey, mintToken } from "#lib/keys/token.ts";

test("a key consists of prefix, environment, 30 random characters and a CRC-32 checksum in base62", () => {
  const { secret } = mintToken({ prefix: "lk", include_environment: true, style: "base62" }, "live");
  expect(secret).toMatch(/^lk_live_[0-9A-Za-z]{36}$/);
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const value = [...secret.slice(-6)].reduce((sum, c) => sum * 62 + alphabet.indexOf(c), 0);
  expect(value).toBe(crc32(secret.slice(0, -6)));
});

test("the hash of a key is the SHA-256 of the full key", () => {
  const { secret, secretHash } = mintToken(
    { prefix: "dfx", include_environment: true, style: "base62" },
    "test",
  );
  expect(secretHash).toBe(createHash("sha256").update(secret).digest("hex"));
  expect(mayBeKey(secret)).toBe(true);
});

test("a mistyped character after the prefix is recognized without a database query", () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 43 }), fc.constantFrom(..."Zz09aB"), (at, character) => {
      const { secret } = mintToken({ prefix: "lk", include_environment: true, style: "base62" }, "live");
      const changed = secret.slice(0, at) + character + secret.slice(at + 1);
      expect(mayBeKey(changed)).toBe(changed === secret);
    }),
  );
});

test("arbitrary text never causes an error", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !mayBeKey(text) && !looksLikeKey(text)));
});

test("the hint shows the first four and the last four characters", () => {
  expect(hintOf("lk_live_Ab3dXXXXXXXXXXXXXXXXXXXXXXXXXXXXx7Qa")).toBe("lk_live_Ab3d…x7Qa");
});
