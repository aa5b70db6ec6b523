import { expect, test } from "vitest";
import { person } from "#e2e/unit/people.ts";
import { checkKey } from "#lib/gate/check-key.ts";
import { createKey } from "#lib/keys/create.ts";
import { getKey, revokeKey } from "#lib/keys/keys.ts";
import { rotateKey } from "#lib/keys/rotate.ts";
import { changeWorkspace } from "#lib/workspaces/workspaces.ts";

const ada = await person("ada");
const at = (seconds: number) => new Date(Date.now() + seconds * 1000);
const opens = async (secret: string | null, now: Date) => (await checkKey(secret!, { now })).refusal;

test("without an overlap the old secret is dead when the rotation returns; the key stays the same", async () => {
  const made = await createKey(ada, { name: "ci", scopes: ["data:read"] }, at(0), null);
  const rotated = await rotateKey(ada, made.id, 0, at(0), null);
  expect(rotated).toMatchObject({ id: made.id, name: "ci", scopes: ["data:read"], rotation: null });
  expect(rotated.secret).not.toBe(made.secret);
  expect(await opens(made.secret, at(0))).toBe("revoked");
  expect(await opens(rotated.secret, at(0))).toBeNull();
});

test("during an overlap both secrets open the key, afterwards the new one only", async () => {
  const made = await createKey(ada, { scopes: [] }, at(0), null);
  const rotated = await rotateKey(ada, made.id, 60, at(0), null);
  expect(rotated.rotation).toMatchObject({ previous_last_used_at: null });
  expect([await opens(made.secret, at(59)), await opens(rotated.secret, at(59))]).toEqual([null, null]);
  expect([await opens(made.secret, at(61)), await opens(rotated.secret, at(61))]).toEqual(["revoked", null]);
  expect((await getKey(ada, made.id, at(61))).rotation).toBeNull();
});

test("a second rotation during an overlap is refused, and of ten at once, one succeeds", async () => {
  const made = await createKey(ada, { scopes: [] }, at(0), null);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => rotateKey(ada, made.id, 60, at(0), null)),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(rotateKey(ada, made.id, 0, at(1), null)).rejects.toMatchObject({
    extras: { reason: "rotation_in_progress" },
  });
  await expect(rotateKey(ada, made.id, 0, at(61), null)).resolves.toBeDefined();
});

test("revoking kills both secrets", async () => {
  const made = await createKey(ada, { scopes: [] }, at(0), null);
  const rotated = await rotateKey(ada, made.id, 60, at(0), null);
  await revokeKey(ada, made.id, at(0));
  expect([await opens(made.secret, at(1)), await opens(rotated.secret, at(1))]).toEqual([
    "revoked",
    "revoked",
  ]);
  await expect(rotateKey(ada, made.id, 0, at(1), null)).rejects.toMatchObject({
    extras: { reason: "already_revoked" },
  });
});

test("an overlap beyond the workspace's maximum is refused", async () => {
  const bob = await person("bob");
  await changeWorkspace(bob, bob.workspaceId, { rotation_overlap_max_seconds: 10 });
  const made = await createKey(bob, { scopes: [] }, at(0), null);
  await expect(rotateKey(bob, made.id, 11, at(0), null)).rejects.toMatchObject({ code: "validation_failed" });
  await expect(rotateKey(bob, made.id, 10, at(0), null)).resolves.toBeDefined();
});

test("a stranger cannot rotate", async () => {
  const stranger = await person("stranger");
  const made = await createKey(ada, { scopes: [] }, at(0), null);
  await expect(rotateKey(stranger, made.id, 0, at(0), null)).rejects.toMatchObject({ code: "not_found" });
});
