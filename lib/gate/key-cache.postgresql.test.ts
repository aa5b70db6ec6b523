import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { cacheVersion } from "#db/queries/key-secrets.ts";
import { apiKeys } from "#db/schema/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { findKey } from "#lib/gate/key-cache.ts";
import { createKey } from "#lib/keys/create.ts";
import { sha256 } from "#lib/opaque-token.ts";

test("on PostgreSQL nothing is remembered: every look-up is the store's", async () => {
  const owner = await person("owner");
  const { id, secret } = await createKey(owner, { name: "before", scopes: [] }, new Date(), null);
  const hash = sha256(secret!);
  await findKey(hash);
  expect(cacheVersion()).toBeNull();
  expect(findKey(hash)).toBeInstanceOf(Promise);
  await db().update(apiKeys).set({ name: "after" }).where(eq(apiKeys.id, id));
  expect(await findKey(hash)).toMatchObject({ name: "after" });
});
