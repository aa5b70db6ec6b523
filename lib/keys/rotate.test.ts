import { expect, test } from "vitest";
import { memberOf } from "#e2e/unit/keys.ts";
import { person } from "#e2e/unit/people.ts";
import { findEvents } from "#lib/audit/read-events.ts";
import { checkKey } from "#lib/gate/check-key.ts";
import { createKey } from "#lib/keys/create.ts";
import { endOverlap } from "#lib/keys/end-overlap.ts";
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
  expect(rotated.rotation).toMatchObject({ previous_hint: created.hint, previous_last_used_at: null });
  const during = await getKey(ada, created.id, at(59));
  expect([during.hint, during.rotation?.previous_hint]).toEqual([rotated.hint, created.hint]);
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

test("ending the overlap stops the previous secret at once, and only once", async () => {
  const created = await createKey(ada, { name: "ci", scopes: [] }, at(0), null);
  const { secret, rotation } = await rotateKey(ada, created.id, 3600, at(0), null);
  const now = at(1);
  expect((await endOverlap(ada, created.id, now, null)).rotation).toBeNull();
  expect([await refusalOf(created.secret, now), await refusalOf(secret, now)]).toEqual(["revoked", null]);
  expect((await getKey(ada, created.id, now)).rotation).toBeNull();
  const filter = { workspaceId: ada.workspaceId, targetId: created.id };
  const [event] = (await findEvents(filter, { limit: 1 })).items;
  expect(event).toMatchObject({
    action: "key.rotation_finished",
    changes: { previous_expires_at: { before: rotation!.previous_expires_at, after: now.toISOString() } },
  });
  const noOverlap = { code: "conflict", extras: { reason: "no_overlap" } };
  await expect(endOverlap(ada, created.id, now, null)).rejects.toMatchObject(noOverlap);
  await expect(rotateKey(ada, created.id, 60, now, null)).resolves.toBeDefined();
  await expect(endOverlap(ada, created.id, at(62), null)).rejects.toMatchObject(noOverlap);
});

test("an overlap can't be ended for a revoked key, another workspace's key, or by a viewer", async () => {
  const [created, revoked] = [
    await createKey(ada, { scopes: [] }, at(0), null),
    await createKey(ada, { scopes: [] }, at(0), null),
  ];
  for (const { id } of [created, revoked]) await rotateKey(ada, id, 60, at(0), null);
  await revokeKey(ada, revoked.id, at(0));
  await expect(endOverlap(ada, revoked.id, at(1), null)).rejects.toMatchObject({
    extras: { reason: "already_revoked" },
  });
  const [viewer, other] = [await memberOf(ada, "viewer", "viewer"), await person("other")];
  await expect(endOverlap(viewer, created.id, at(1), null)).rejects.toMatchObject({ code: "forbidden" });
  await expect(endOverlap(other, created.id, at(1), null)).rejects.toMatchObject({ code: "not_found" });
  expect(await refusalOf(created.secret, at(1))).toBeNull();
});
