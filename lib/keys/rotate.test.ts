import { expect, test } from "vitest";
import { person } from "#e2e/unit/people.ts";
import { checkKey } from "#lib/gate/check-key.ts";
import { createKey } from "#lib/keys/create.ts";
import { getKey, revokeKey } from "#lib/keys/keys.ts";
import { rotateKey } from "#lib/keys/rotate.ts";
import { changeWorkspace } from "#lib/workspaces/workspaces.ts";

const ada = await person("ada");
const at = (seconds: number) => new Date(Date.now() + seconds * 1000);
const refusalOf = async (secret: string | null, now: Date) => (await checkKey(secret!, { now })).refusal;

test("without an overlap, the old secret stops working at once; the key keeps its id, name and scopes", async () => {
  const created = await createKey(ada, { name: "ci", scopes: ["data:read"] }, at(0), null);
  const rotated = await rotateKey(ada, created.id, 0, at(0), null);
  expect(rotated).toMatchObject({ id: created.id, name: "ci", scopes: ["data:read"], rotation: null });
  expect(rotated.secret).not.toBe(created.secret);
  expect(await refusalOf(created.secret, at(0))).toBe("revoked");
  expect(await refusalOf(rotated.secret, at(0))).toBeNull();
});

test("both secrets work during the overlap, and only the new one afterwards", async () => {
  const created = await createKey(ada, { scopes: [] }, at(0), null);
  const rotated = await rotateKey(ada, created.id, 60, at(0), null);
  expect(rotated.rotation).toMatchObject({ previous_last_used_at: null });
  expect([await refusalOf(created.secret, at(59)), await refusalOf(rotated.secret, at(59))]).toEqual([
    null,
    null,
  ]);
  expect([await refusalOf(created.secret, at(61)), await refusalOf(rotated.secret, at(61))]).toEqual([
    "revoked",
    null,
  ]);
  expect((await getKey(ada, created.id, at(61))).rotation).toBeNull();
});

test("a second rotation during an overlap is rejected, and of 10 concurrent rotations one succeeds", async () => {
  const created = await createKey(ada, { scopes: [] }, at(0), null);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => rotateKey(ada, created.id, 60, at(0), null)),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(rotateKey(ada, created.id, 0, at(1), null)).rejects.toMatchObject({
    extras: { reason: "rotation_in_progress" },
  });
  await expect(rotateKey(ada, created.id, 0, at(61), null)).resolves.toBeDefined();
});

test("revoking a key during an overlap invalidates both secrets", async () => {
  const created = await createKey(ada, { scopes: [] }, at(0), null);
  const rotated = await rotateKey(ada, created.id, 60, at(0), null);
  await revokeKey(ada, created.id, at(0));
  expect([await refusalOf(created.secret, at(1)), await refusalOf(rotated.secret, at(1))]).toEqual([
    "revoked",
    "revoked",
  ]);
  await expect(rotateKey(ada, created.id, 0, at(1), null)).rejects.toMatchObject({
    extras: { reason: "already_revoked" },
  });
});

test("an overlap longer than the workspace's maximum is rejected", async () => {
  const bob = await person("bob");
  await changeWorkspace(bob, bob.workspaceId, { rotation_overlap_max_seconds: 10 });
  const created = await createKey(bob, { scopes: [] }, at(0), null);
  await expect(rotateKey(bob, created.id, 11, at(0), null)).rejects.toMatchObject({
    code: "validation_failed",
  });
  await expect(rotateKey(bob, created.id, 10, at(0), null)).resolves.toBeDefined();
});

test("another workspace's key can't be rotated", async () => {
  const stranger = await person("stranger");
  const created = await createKey(ada, { scopes: [] }, at(0), null);
  await expect(rotateKey(stranger, created.id, 0, at(0), null)).rejects.toMatchObject({ code: "not_found" });
});
