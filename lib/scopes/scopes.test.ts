import { expect, test } from "vitest";
import { person } from "#e2e/unit/people.ts";
import { createKey } from "#lib/keys/create.ts";
import { getKey } from "#lib/keys/keys.ts";
import { createScope, listScopes, removeScope } from "#lib/scopes/scopes.ts";

const now = new Date();
const ada = await person("ada");

test("a workspace can grant its own scopes, and other workspaces can't", async () => {
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

test("removing a scope removes it from every key, including keys that are created at the same time", async () => {
  await createScope(ada, { name: "jobs:run" }, now, null);
  const before = await createKey(ada, { scopes: ["data:read", "jobs:run"] }, now, null);
  const creating = Array.from({ length: 20 }, () =>
    createKey(ada, { scopes: ["data:read", "jobs:run"] }, now, null),
  );
  const [outcomes] = await Promise.all([Promise.allSettled(creating), removeScope(ada, "jobs:run")]);
  expect((await getKey(ada, before.id, now)).scopes).toEqual(["data:read"]);
  for (const key of outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []))) {
    expect((await getKey(ada, key.id, now)).scopes).toEqual(["data:read"]);
  }
});

test("existing names can't be created again, and built-in scopes can't be removed", async () => {
  await expect(createScope(ada, { name: "orders:read" }, now, null)).rejects.toMatchObject({
    extras: { reason: "scope_exists" },
  });
  await expect(createScope(ada, { name: "keys:read" }, now, null)).rejects.toMatchObject({
    extras: { reason: "scope_exists" },
  });
  await expect(removeScope(ada, "keys:read")).rejects.toMatchObject({ code: "forbidden" });
  await expect(removeScope(ada, "nothing:here")).rejects.toMatchObject({ code: "not_found" });
});
