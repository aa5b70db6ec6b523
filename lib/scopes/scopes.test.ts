import { expect, test } from "vitest";
import { person } from "#e2e/unit/people.ts";
import { createKey } from "#lib/keys/create.ts";
import { getKey } from "#lib/keys/keys.ts";
import { createScope, listScopes, removeScope } from "#lib/scopes/scopes.ts";

const now = new Date();
const ada = await person("ada");

test("a workspace's own scope can be given, and is nobody else's", async () => {
  await createScope(ada, { name: "orders:read", description: "Orders" }, now, null);
  expect((await listScopes(ada)).find(({ name }) => name === "orders:read")).toMatchObject({
    built_in: false,
  });
  expect((await createKey(ada, { scopes: ["orders:read"] }, now, null)).scopes).toEqual(["orders:read"]);
  const bob = await person("bob");
  await expect(createKey(bob, { scopes: ["orders:read"] }, now, null)).rejects.toMatchObject({
    code: "validation_failed",
  });
});

test("a scope that is removed leaves every key, also those made at the same time", async () => {
  await createScope(ada, { name: "jobs:run" }, now, null);
  const before = await createKey(ada, { scopes: ["data:read", "jobs:run"] }, now, null);
  const making = Array.from({ length: 20 }, () =>
    createKey(ada, { scopes: ["data:read", "jobs:run"] }, now, null),
  );
  const [made] = await Promise.all([Promise.allSettled(making), removeScope(ada, "jobs:run")]);
  expect((await getKey(ada, before.id, now)).scopes).toEqual(["data:read"]);
  for (const key of made.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []))) {
    expect((await getKey(ada, key.id, now)).scopes).toEqual(["data:read"]);
  }
});

test("names that exist and built-in scopes are refused", async () => {
  await expect(createScope(ada, { name: "orders:read" }, now, null)).rejects.toMatchObject({
    extras: { reason: "scope_exists" },
  });
  await expect(createScope(ada, { name: "keys:read" }, now, null)).rejects.toMatchObject({
    extras: { reason: "scope_exists" },
  });
  await expect(removeScope(ada, "keys:read")).rejects.toMatchObject({ code: "forbidden" });
  await expect(removeScope(ada, "nothing:here")).rejects.toMatchObject({ code: "not_found" });
});
