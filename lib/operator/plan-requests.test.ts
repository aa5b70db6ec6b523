import { setTimeout as delay } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditEvents } from "#db/schema/audit.ts";
import { person } from "#e2e/unit/people.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { bySystem } from "#lib/audit/commit-audited.ts";
import type { AuditAction } from "#lib/audit/event.ts";
import { findEvents } from "#lib/audit/read-events.ts";
import { changeAnyWorkspace } from "#lib/operator/change-workspace.ts";
import { readOverview } from "#lib/operator/overview.ts";
import type { OperatorWorkspaceChange } from "#lib/operator/workspace-schema.ts";
import { getWorkspaceDetail, listAllWorkspaces } from "#lib/operator/workspaces.ts";
import { requestPlan } from "#lib/workspaces/plan-requests.ts";

/** Events of the same millisecond are in no certain order. */
const apart = () => delay(2);
const ask = async (owner: UserActor, plan = "pro", note?: string) => {
  await requestPlan(owner, owner.workspaceId, { plan, ...(note && { note }) }, new Date(), null);
};
const openOf = async ({ workspaceId }: UserActor) =>
  (await getWorkspaceDetail(workspaceId, new Date())).plan_request;
const waiting = async () => (await readOverview(new Date())).waiting.plan_requests;
const requesting = async () =>
  (await listAllWorkspaces({ limit: 100, planRequested: true })).items.map(({ id }) => id);

const decide = async (
  { workspaceId }: UserActor,
  decision: "accepted" | "declined",
  id: string,
  further: Pick<OperatorWorkspaceChange, "plan" | "limits" | "reason"> = {},
) => changeAnyWorkspace(bySystem, workspaceId, { plan_request: { id, decision }, ...further }, new Date());
const eventsAbout = async ({ workspaceId }: UserActor, action: AuditAction) =>
  (await findEvents({ workspaceId, action }, { limit: 10 })).items;
const limits = { requests_per_minute: 250 };

test("the last request for another plan is open until an operator accepts it", async () => {
  const owner = await person("asks");
  await ask(owner, "starter");
  const { id: first } = (await openOf(owner))!;
  await apart();
  await ask(owner, "pro", "500 a minute, please");
  const request = await openOf(owner);
  expect(request).toMatchObject({
    plan: "pro",
    note: "500 a minute, please",
    requested_by: owner.email,
  });
  expect(await requesting()).toContain(owner.workspaceId);
  const before = await waiting();
  await expect(decide(owner, "accepted", first)).rejects.toMatchObject({
    code: "conflict",
    extras: { reason: "plan_request_replaced", detail: expect.stringContaining(request!.id) },
  });
  // The plan has no rate limit of its own.
  const { plan, plan_request } = await decide(owner, "accepted", request!.id, { limits });
  expect({ plan, plan_request }).toEqual({ plan: "pro", plan_request: null });
  const [accepted] = await eventsAbout(owner, "workspace.plan_request_accepted");
  expect(accepted?.changes).toEqual({ request: { before: null, after: request!.id } });
  expect(await eventsAbout(owner, "workspace.plan_changed")).toHaveLength(1);
  expect(await requesting()).not.toContain(owner.workspaceId);
  expect(await waiting()).toBe(before - 1);
});

test("a declined request is no longer open, the plan stays, and the reason is in the audit log", async () => {
  const owner = await person("declined");
  await ask(owner);
  const { id } = (await openOf(owner))!;
  const reason = "Please pay the last invoice first";
  const after = await decide(owner, "declined", id, { reason });
  expect(after).toMatchObject({ plan: "trial", plan_request: null });
  const [event] = await eventsAbout(owner, "workspace.plan_request_declined");
  expect(event?.changes).toEqual({
    request: { before: null, after: id },
    reason: { before: null, after: reason },
  });
  for (const decision of ["accepted", "declined"] as const)
    await expect(decide(owner, decision, id)).rejects.toMatchObject({
      code: "conflict",
      extras: { reason: "plan_request_decided", detail: "The request was already declined." },
    });
  await apart();
  await ask(owner, "starter");
  expect(await openOf(owner)).toMatchObject({ plan: "starter" });
});

test("an operator can accept a request with another plan", async () => {
  const owner = await person("other");
  await ask(owner, "pro");
  const { id } = (await openOf(owner))!;
  expect(await decide(owner, "accepted", id, { plan: "starter", limits })).toMatchObject({
    plan: "starter",
    plan_request: null,
  });
});

test("a plan change that names no request accepts one for that plan, and leaves any other open", async () => {
  const [granted, other] = [await person("granted"), await person("unrelated")];
  for (const owner of [granted, other]) {
    await ask(owner, "pro");
    const plan = owner === granted ? "pro" : "starter";
    await changeAnyWorkspace(bySystem, owner.workspaceId, { plan, limits }, new Date());
  }
  expect(await openOf(granted)).toBeNull();
  expect(await eventsAbout(granted, "workspace.plan_request_accepted")).toHaveLength(1);
  await changeAnyWorkspace(bySystem, granted.workspaceId, { plan: "trial" }, new Date());
  expect(await openOf(granted)).toBeNull();
  expect(await openOf(other)).toMatchObject({ plan: "pro" });
});

test("a request that an earlier version declined, without naming it, isn't open again", async () => {
  const owner = await person("declined-before");
  await ask(owner);
  const { id } = (await openOf(owner))!;
  await apart();
  await decide(owner, "declined", id);
  const [declined] = await eventsAbout(owner, "workspace.plan_request_declined");
  await db().update(auditEvents).set({ changes: {} }).where(eq(auditEvents.id, declined!.id));
  expect(await openOf(owner)).toBeNull();
});

test("the request of another workspace can't be decided here", async () => {
  const [mine, theirs] = [await person("mine"), await person("theirs")];
  await ask(mine);
  await ask(theirs);
  const { id } = (await openOf(theirs))!;
  await expect(decide(mine, "declined", id)).rejects.toMatchObject({
    code: "validation_failed",
    extras: { errors: [{ pointer: "/plan_request/id", code: "unknown_request" }] },
  });
  expect(await openOf(mine)).not.toBeNull();
});

test("a request that arrives while an earlier one is decided stays open", async () => {
  let refused = 0;
  for (let round = 0; round < 40; round += 1) {
    const decision = round % 2 === 0 ? "accepted" : "declined";
    const owner = await person(`race-${round}`);
    await ask(owner, "starter");
    const { id } = (await openOf(owner))!;
    await apart();
    // At different moments of the other request, which reads a few things before it commits.
    const decided = delay(round / 4).then(() => decide(owner, decision, id, { limits }));
    const [answer] = await Promise.allSettled([decided, ask(owner, "pro")]);
    if (answer.status === "rejected") {
      refused += 1;
      expect(answer.reason).toMatchObject({ code: "conflict", extras: { reason: "plan_request_replaced" } });
    }
    expect(await openOf(owner)).toMatchObject({ plan: "pro" });
  }
  expect(refused).toBeGreaterThan(0);
});

test("of two operators who decide at the same time, one does", async () => {
  const owner = await person("twice");
  await ask(owner, "starter");
  const { id } = (await openOf(owner))!;
  const both = await Promise.allSettled([
    decide(owner, "declined", id),
    decide(owner, "accepted", id, { limits }),
  ]);
  const refused = both.filter((one) => one.status === "rejected");
  expect(refused).toHaveLength(1);
  expect(refused[0]!.reason).toMatchObject({ extras: { reason: "plan_request_decided" } });
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
