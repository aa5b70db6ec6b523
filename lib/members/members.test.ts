import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as members from "#db/queries/members.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { person } from "#e2e/unit/people.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import type { Role } from "#lib/actors/roles.ts";
import { createKey } from "#lib/keys/create.ts";
import { getKey } from "#lib/keys/keys.ts";
import { changeRole, listMembers, removeMember } from "#lib/members/members.ts";
import { createScope } from "#lib/scopes/scopes.ts";
import { changeWorkspace } from "#lib/workspaces/workspaces.ts";

const now = new Date();
const owner = await person("owner");
const { workspaceId } = owner;
let count = 0;

/** Another member of the workspace, as their requests see it at this moment. */
async function member(role: Role): Promise<UserActor> {
  count += 1;
  const actor = await person(`${role}-${count}`);
  const row = { workspaceId, userId: actor.userId, role, createdAt: new Date(now.getTime() + count * 1000) };
  await atomically((tx) => [step(members.insert(tx, row))]);
  return { ...actor, workspaceId, role };
}

const remove = (actor: UserActor, { userId }: UserActor, revoke_keys = false) =>
  removeMember(actor, workspaceId, userId, { revoke_keys }, now);
const change = (actor: UserActor, { userId }: UserActor, role: Role) =>
  changeRole(actor, workspaceId, userId, role, now);
const refusedAs = (reason: string) => ({ extras: { reason } });
const actionsOn = async (userId: string) =>
  (await db().select().from(auditEvents))
    .filter(({ targetId }) => targetId === userId)
    .map(({ action }) => action);

test("owners change everyone, admins everyone but owners, and nobody makes someone more than they are", async () => {
  const [admin, developer, viewer] = [
    await member("admin"),
    await member("developer"),
    await member("viewer"),
  ];
  expect(await change(admin, viewer, "developer")).toMatchObject({
    role: "developer",
    user_id: viewer.userId,
  });
  expect(await change(admin, developer, "admin")).toMatchObject({ role: "admin" });
  await expect(change(admin, viewer, "owner")).rejects.toMatchObject(refusedAs("insufficient_role"));
  await expect(change(admin, admin, "owner")).rejects.toMatchObject(refusedAs("insufficient_role"));
  await expect(change(admin, owner, "admin")).rejects.toMatchObject(refusedAs("insufficient_role"));
  await expect(remove(admin, owner)).rejects.toMatchObject(refusedAs("insufficient_role"));
  await expect(change(viewer, viewer, "admin")).rejects.toMatchObject(refusedAs("insufficient_role"));
  await expect(remove(viewer, admin)).rejects.toMatchObject(refusedAs("insufficient_role"));
  expect(await change(owner, viewer, "owner")).toMatchObject({ role: "owner" });
  expect(await change(owner, viewer, "viewer")).toMatchObject({ role: "viewer" });
});

test("the last owner can't leave, be removed or be demoted", async () => {
  for (const attempt of [() => change(owner, owner, "admin"), () => remove(owner, owner)])
    await expect(attempt()).rejects.toMatchObject({ code: "conflict", ...refusedAs("last_owner") });
});

test("of 32 concurrent demotions of two owners, by each other and by themselves, one owner is left", async () => {
  const other = await member("owner");
  const oneIsLeft = async () => {
    const { items } = await listMembers(owner, workspaceId, { limit: 100 });
    const owners = items.filter(({ role }) => role === "owner");
    expect(owners).toHaveLength(1);
    const isOther = owners[0]!.user_id === other.userId;
    await change(isOther ? other : owner, isOther ? owner : other, "owner");
  };
  for (let round = 0; round < 5; round++) {
    const attempts = Array.from({ length: 32 }, (_, i) =>
      change(i % 2 === 0 ? owner : other, i % 4 < 2 === (round % 2 === 0) ? other : owner, "admin"),
    );
    await Promise.allSettled(attempts);
    await oneIsLeft();
    // Each changes a row that the other doesn't touch, so only the lock on the workspace keeps them apart.
    await Promise.allSettled([change(owner, owner, "admin"), change(other, other, "admin")]);
    await oneIsLeft();
  }
  await Promise.allSettled([remove(owner, owner), remove(other, other)]);
  const { items } = await listMembers(owner, workspaceId, { limit: 100 }).catch(() => ({ items: [] }));
  expect(items.filter(({ role }) => role === "owner")).toHaveLength(1);
  const row = { workspaceId, userId: owner.userId, role: "owner", createdAt: now };
  await atomically((tx) => [step(members.insertIfNew(tx, row))]);
});

test("what a demoted or removed member has in progress isn't committed", async () => {
  const [demoted, removed] = [await member("admin"), await member("admin")];
  await change(owner, demoted, "viewer");
  await remove(owner, removed);
  const outcomes = async (actor: UserActor) =>
    (
      await Promise.allSettled([
        changeWorkspace(actor, workspaceId, { name: "taken over" }),
        createScope(actor, { name: "taken:over" }, now, null),
        change(actor, demoted, "admin"),
        remove(actor, owner),
        createKey(actor, { scopes: [] }, now, null),
      ])
    ).map((outcome) => (outcome.status === "rejected" ? outcome.reason : "committed"));
  for (const refused of await outcomes(demoted))
    expect(refused).toMatchObject(refusedAs("insufficient_role"));
  for (const refused of await outcomes(removed)) expect(refused).toMatchObject({ code: "not_found" });
});

test("a removed member's keys stay, unless they are revoked with their whole chain", async () => {
  const [kept, revoked] = [await member("admin"), await member("developer")];
  const keyOf = (actor: UserActor) => createKey(actor, { scopes: ["keys:write"] }, now, null);
  const [keyKept, keyRevoked] = [await keyOf(kept), await keyOf(revoked)];
  await remove(owner, kept);
  await remove(owner, revoked, true);
  expect(await getKey(owner, keyKept.id, now)).toMatchObject({ status: "active" });
  expect(await getKey(owner, keyRevoked.id, now)).toMatchObject({ status: "revoked" });
  expect(await actionsOn(keyRevoked.id)).toContain("key.revoked");
  expect(await actionsOn(keyKept.id)).not.toContain("key.revoked");
});

test("changes of members are in the audit log", async () => {
  const [leaving, removed] = [await member("viewer"), await member("viewer")];
  await change(owner, leaving, "developer");
  await change(owner, leaving, "developer");
  await remove(leaving, leaving);
  await remove(owner, removed);
  expect(await actionsOn(leaving.userId)).toEqual(["member.role_changed", "member.left"]);
  expect(await actionsOn(removed.userId)).toEqual(["member.removed"]);
});

test("pages list everyone once, the newest first", async () => {
  const all = await listMembers(owner, workspaceId, { limit: 100 });
  const listed: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listMembers(owner, workspaceId, { limit: 2, ...(cursor ? { cursor } : {}) });
    listed.push(...page.items.map(({ user_id }) => user_id));
    cursor = page.nextCursor;
  }
  expect(listed).toEqual(all.items.map(({ user_id }) => user_id));
  const ofRole = await listMembers(owner, workspaceId, { limit: 100, role: ["owner", "admin"] });
  const wanted = all.items.filter(({ role }) => role === "owner" || role === "admin");
  expect(ofRole.items).toEqual(wanted);
  expect(wanted.length).toBeLessThan(all.items.length);
});

test("another workspace's members are not found", async () => {
  const stranger = await person("outsider");
  await expect(listMembers(stranger, workspaceId, { limit: 1 })).rejects.toMatchObject({ code: "not_found" });
  await expect(change(stranger, owner, "viewer")).rejects.toMatchObject({ code: "not_found" });
  await expect(change(owner, stranger, "viewer")).rejects.toMatchObject({ code: "not_found" });
});

test("members are found by their ID, and by a part of their name or email, also beyond the newest hundred", async () => {
  const ada = await member("viewer");
  for (let i = 0; i < 101; i++) await member("viewer");
  const find = async (query: object) => {
    const { items } = await listMembers(owner, workspaceId, { limit: 100, ...query });
    return items.map(({ user_id }) => user_id);
  };
  const [{ email } = { email: "" }] = (
    await listMembers(owner, workspaceId, { limit: 1, user_id: [ada.userId] })
  ).items;
  expect(await find({})).not.toContain(ada.userId);
  expect(await find({ user_id: [ada.userId, `usr_${"0".repeat(25)}`] })).toEqual([ada.userId]);
  expect(await find({ q: email.toUpperCase() })).toEqual([ada.userId]);
  expect(await find({ q: "%" })).toEqual([]);
  expect(await find({ q: email, role: ["admin"] })).toEqual([]);
});

test("a search of members has pages, and finds nobody of another workspace", async () => {
  const stranger = await person("bystander");
  const { items } = await listMembers(owner, workspaceId, { limit: 20, user_id: [stranger.userId] });
  expect(items).toEqual([]);
  for (const limit of [1, 7]) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listMembers(owner, workspaceId, { limit, q: "viewer", ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ user_id }) => user_id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(100);
  }
});
