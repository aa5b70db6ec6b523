import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import { db } from "#db/client.ts";
import * as members from "#db/queries/members.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { person } from "#e2e/unit/people.ts";
import { requestPlan } from "#lib/workspaces/plan-requests.ts";

const now = new Date();

test("an owner who was demoted or removed after the gate's decision can't ask for a plan", async () => {
  const owner = await person("owner");
  const { workspaceId, userId } = owner;
  const ask = () => requestPlan(owner, workspaceId, { plan: "pro" }, now, null);
  await ask();
  await atomically((tx) => [step(members.setRole(tx, workspaceId, userId, "viewer"))]);
  await expect(ask()).rejects.toMatchObject({ extras: { reason: "insufficient_role" } });
  await atomically((tx) => [step(members.remove(tx, workspaceId, userId))]);
  await expect(ask()).rejects.toMatchObject({ code: "not_found" });
});

test("nobody asks for a plan for a workspace that was suspended after the gate's decision", async () => {
  const owner = await person("other");
  const { workspaceId } = owner;
  await db().update(workspaces).set({ suspendedAt: now }).where(eq(workspaces.id, workspaceId));
  const asked = requestPlan(owner, workspaceId, { plan: "pro" }, now, null);
  await expect(asked).rejects.toMatchObject({ extras: { reason: "workspace_suspended" } });
});
