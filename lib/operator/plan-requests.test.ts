import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { person } from "#e2e/unit/people.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { bySystem } from "#lib/audit/commit-audited.ts";
import { findEvents } from "#lib/audit/read-events.ts";
import { changeAnyWorkspace } from "#lib/operator/change-workspace.ts";
import { readOverview } from "#lib/operator/overview.ts";
import { getWorkspaceDetail, listAllWorkspaces } from "#lib/operator/workspaces.ts";
import { requestPlan } from "#lib/workspaces/plan-requests.ts";

const soon = () => new Date(Date.now() + 10);
const ask = async (owner: UserActor, plan = "pro", note?: string) => {
  await requestPlan(owner, owner.workspaceId, { plan, ...(note && { note }) }, new Date(), null);
};
const openOf = async ({ workspaceId }: UserActor) =>
  (await getWorkspaceDetail(workspaceId, new Date())).plan_request;
const waiting = async () => (await readOverview(new Date())).waiting.plan_requests;
const requesting = async () =>
  (await listAllWorkspaces({ limit: 100, planRequested: true })).items.map(({ id }) => id);

test("the last request for another plan is open until an operator changes the plan", async () => {
  const owner = await person("asks");
  await ask(owner, "starter");
  await ask(owner, "pro", "500 a minute, please");
  expect(await openOf(owner)).toMatchObject({
    plan: "pro",
    note: "500 a minute, please",
    requested_by: owner.email,
  });
  expect(await requesting()).toContain(owner.workspaceId);
  const before = await waiting();
  await changeAnyWorkspace(bySystem, owner.workspaceId, { plan: "starter" }, soon());
  expect(await openOf(owner)).toBeNull();
  expect(await requesting()).not.toContain(owner.workspaceId);
  expect(await waiting()).toBe(before - 1);
});

test("a declined request is no longer open, the plan stays, and the reason is in the audit log", async () => {
  const owner = await person("declined");
  await ask(owner);
  const change = { plan_request: "declined", reason: "Please pay the last invoice first" } as const;
  const after = await changeAnyWorkspace(bySystem, owner.workspaceId, change, soon());
  expect(after).toMatchObject({ plan: "trial", plan_request: null });
  const filter = { workspaceId: owner.workspaceId, action: "workspace.plan_request_declined" };
  const [event] = (await findEvents(filter, { limit: 1 })).items;
  expect(event?.changes).toEqual({ reason: { before: null, after: change.reason } });
  await expect(changeAnyWorkspace(bySystem, owner.workspaceId, change, soon())).rejects.toMatchObject({
    code: "conflict",
  });
  await ask(owner, "starter");
  expect(await openOf(owner)).toMatchObject({ plan: "starter" });
});

test("a workspace that asks again and again doesn't hide what others ask for", async () => {
  const [quiet, loud] = [await person("quiet"), await person("loud")];
  await ask(quiet);
  const before = await waiting();
  const laterMs = Date.now() + 1000;
  const again = Array.from({ length: 600 }, (_, i) => ({
    id: `evt_again${String(i).padStart(4, "0")}`,
    at: new Date(laterMs + i),
    workspaceId: loud.workspaceId,
    action: "workspace.plan_requested",
    actorType: "user",
    targetType: "workspace",
    changes: { plan: { before: "trial", after: "pro" } },
  }));
  await db().insert(auditEvents).values(again);
  expect(await requesting()).toEqual(expect.arrayContaining([quiet.workspaceId, loud.workspaceId]));
  expect(await waiting()).toBe(before + 1);
});
