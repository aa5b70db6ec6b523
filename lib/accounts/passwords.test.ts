import { hash } from "@node-rs/argon2";
import { expect, test } from "vitest";
import { ARGON2ID } from "#lib/accounts/hashing.ts";
import { hashPassword, requireGoodPassword, verifyPassword } from "#lib/accounts/passwords.ts";

const COMPOSED = "caf\u00e9 cr\u00e8me \ud55c\uae00".normalize("NFC");
const DECOMPOSED = COMPOSED.normalize("NFD");

test("a password matches however its characters are encoded", async () => {
  expect(DECOMPOSED).not.toBe(COMPOSED);
  for (const chosen of [COMPOSED, DECOMPOSED]) {
    const passwordHash = await hashPassword(chosen);
    expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    for (const entered of [COMPOSED, DECOMPOSED])
      expect(await verifyPassword(passwordHash, entered)).toBe(true);
    expect(await verifyPassword(passwordHash, COMPOSED.replaceAll("\u00e9", "e"))).toBe(false);
  }
});

test("a hash made from a password as it was sent stays valid", async () => {
  const old = await hash(DECOMPOSED, ARGON2ID);
  expect(await verifyPassword(old, DECOMPOSED)).toBe(true);
  expect(await verifyPassword(old, `${DECOMPOSED}!`)).toBe(false);
});

test("nobody's password matches", async () => {
  for (const password of ["", "nobody's password", COMPOSED])
    expect(await verifyPassword(null, password)).toBe(false);
});

test("the shortest length counts characters, not their parts", async () => {
  await expect(requireGoodPassword("e\u0301".repeat(7), "ada@example.test")).rejects.toMatchObject({
    extras: { errors: [{ pointer: "/password", code: "too_small" }] },
  });
  await expect(requireGoodPassword("e\u0301".repeat(8), "ada@example.test")).resolves.toBeUndefined();
});
