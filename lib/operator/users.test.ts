import { expect, test } from "vitest";
import * as mails from "#db/queries/mails.ts";
import { person } from "#e2e/unit/people.ts";
import { bySystem } from "#lib/audit/commit-audited.ts";
import { findEvents } from "#lib/audit/read-events.ts";
import { changeUser } from "#lib/operator/change-user.ts";
import { createUser } from "#lib/operator/create-user.ts";
import { mailPasswordLink } from "#lib/operator/mail-password-link.ts";
import { readOverview } from "#lib/operator/overview.ts";
import { listUsers } from "#lib/operator/users.ts";
import { listAnyMembers } from "#lib/operator/workspace-members.ts";

const DAY_MS = 86_400_000;
const now = new Date();

test("users can be limited to those who have joined since", async () => {
  const { userId } = await person("joined");
  const ids = async (from: Date) => (await listUsers({ limit: 100, from })).items.map(({ id }) => id);
  expect(await ids(new Date(now.getTime() - DAY_MS))).toContain(userId);
  expect(await ids(new Date(now.getTime() + DAY_MS))).toEqual([]);
});

test("the overview counts new and suspended users", async () => {
  const before = await readOverview(now);
  const { userId } = await person("counted");
  await changeUser(bySystem, userId, { suspended: true }, now);
  const after = await readOverview(new Date());
  expect(after.new_users.last_24_hours).toBe(before.new_users.last_24_hours + 1);
  expect(after.suspended_users).toBe(before.suspended_users + 1);
});

test("a password link is queued, for a first password or another one, and leaves an event", async () => {
  const invited = await createUser(bySystem, { email: "invited@example.test" }, now, { mailLink: false });
  const { userId } = await person("forgetful");
  for (const [id, kind] of [
    [invited.id, "set_password"],
    [userId, "reset_password"],
  ] as const) {
    const { email } = await mailPasswordLink(bySystem, id, now);
    const queued = (await mails.page(false, null, 100)).filter(({ to }) => to === email);
    expect(queued.map((mail) => mail.kind)).toEqual([kind]);
    const { items } = await findEvents({ workspaceId: null, targetId: id }, { limit: 1 });
    expect(items[0]?.action).toBe("user.password_link_sent");
  }
  await expect(mailPasswordLink(bySystem, "usr_nobody", now)).rejects.toMatchObject({ code: "not_found" });
});

test("nobody is sent more than a few password links per hour", async () => {
  const { userId } = await person("flooded");
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, () => mailPasswordLink(bySystem, userId, now)),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  await expect(mailPasswordLink(bySystem, userId, now)).rejects.toMatchObject({ code: "too_many_attempts" });
  await mailPasswordLink(bySystem, userId, new Date(now.getTime() + DAY_MS));
});

test("the reason of a suspension is in the audit log", async () => {
  const { userId } = await person("abusive");
  await changeUser(bySystem, userId, { suspended: true, reason: "Sends spam" }, now);
  const filter = { workspaceId: null, targetId: userId, action: "user.suspended" } as const;
  const [event] = (await findEvents(filter, { limit: 1 })).items;
  expect(event?.changes).toEqual({ reason: { before: null, after: "Sends spam" } });
});

test("the reason of a user's suspension isn't in the audit log of the workspaces that are suspended with them", async () => {
  const { userId, workspaceId } = await person("spammer");
  const change = { suspended: true, suspend_workspaces: true, reason: "Sends spam" };
  await changeUser(bySystem, userId, change, now);
  const filter = { workspaceId, action: "workspace.suspended" } as const;
  const { items } = await findEvents(filter, { limit: 1 });
  expect(items).toMatchObject([{ targetId: workspaceId, changes: null }]);
});

test("operators see the members of any workspace", async () => {
  const owner = await person("owns");
  const { items } = await listAnyMembers(owner.workspaceId, { limit: 10 });
  expect(items).toMatchObject([{ user_id: owner.userId, role: "owner" }]);
  await expect(listAnyMembers("ws_nothing", { limit: 10 })).rejects.toMatchObject({ code: "not_found" });
});
