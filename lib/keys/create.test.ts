import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { person } from "#e2e/unit/people.ts";
import { checkKey } from "#lib/gate/check-key.ts";
import { createKey, importKeys } from "#lib/keys/create.ts";
import { changeKey, listKeys, revokeKey } from "#lib/keys/keys.ts";
import { changeWorkspace } from "#lib/workspaces/workspaces.ts";

const now = new Date();
const hashOf = (secret: string) => createHash("sha256").update(secret).digest("hex");

test("of 50 keys created at once, exactly as many as the workspace allows are created", async () => {
  const ada = await person("ada");
  await changeWorkspace(ada, ada.workspaceId, { max_active_keys: 5 });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, () => createKey(ada, { scopes: [] }, now, null)),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  expect((await listKeys(ada, { limit: 100 }, now)).items).toHaveLength(5);
});

test("revoked and disabled keys don't count against the limit; enabled ones do again", async () => {
  const bob = await person("bob");
  await changeWorkspace(bob, bob.workspaceId, { max_active_keys: 1 });
  const first = await createKey(bob, { scopes: [] }, now, null);
  await changeKey(bob, first.id, { enabled: false }, now);
  const second = await createKey(bob, { scopes: [] }, now, null);
  const full = { extras: { reason: "active_key_limit" } };
  await expect(changeKey(bob, first.id, { enabled: true }, now)).rejects.toMatchObject(full);
  await revokeKey(bob, second.id, now);
  expect((await changeKey(bob, first.id, { enabled: true }, now)).status).toBe("active");
});

test("new keys have the workspace's key format", async () => {
  const carl = await person("carl");
  await changeWorkspace(carl, carl.workspaceId, {
    key_format: { prefix: "dfx", include_environment: false },
  });
  expect((await createKey(carl, { scopes: [] }, now, null)).secret).toMatch(/^dfx_[0-9A-Za-z]{36}$/);
  await changeWorkspace(carl, carl.workspaceId, { key_format: { style: "hex" } });
  const { secret } = await createKey(carl, { scopes: [] }, now, null);
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect((await checkKey(secret!, { now })).refusal).toBeNull();
});

test("imported keys of any format work at once; if a hash already exists, nothing is imported", async () => {
  const dora = await person("dora");
  const imported = [{ hash: hashOf("old-maker-key-0001"), hint: "old…0001", scopes: ["data:read"] }];
  const [key] = await importKeys(dora, imported, now, null);
  expect(key).toMatchObject({ hint: "old…0001", status: "active" });
  expect((await checkKey("old-maker-key-0001", { now })).key?.id).toBe(key!.id);
  const again = [{ hash: hashOf("old-maker-key-0002"), scopes: [] }, ...imported];
  await expect(importKeys(dora, again, now, null)).rejects.toMatchObject({
    extras: { reason: "key_exists" },
  });
  expect((await listKeys(dora, { limit: 100 }, now)).items).toHaveLength(1);
});
