import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import * as allUsers from "#db/queries/installation/users.ts";
import { person } from "#e2e/unit/people.ts";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { bySystem } from "#lib/audit/commit-audited.ts";
import { findEvents } from "#lib/audit/read-events.ts";
import { invite, listInvitations } from "#lib/invitations/invitations.ts";
import { changeUser } from "#lib/operator/change-user.ts";

const now = new Date();

test.each(["cli", "api"])(
  "a suspended user can't come back with an invitation to another address: %s",
  async (by) => {
    const [operator, owner] = [await person(`operator-${by}`), await person(`owner-${by}`)];
    await atomically((tx) => [step(allUsers.change(tx, operator.userId, { operator: true }))]);
    const wanted = { email: "second@example.test", role: "owner" } as const;
    await invite(owner, owner.workspaceId, wanted, now, null);
    const commit = by === "cli" ? bySystem : asOperator(operator, { changedUserId: owner.userId });
    await changeUser(commit, owner.userId, { suspended: true }, now);
    expect((await listInvitations(owner, owner.workspaceId, { limit: 10 }, now)).items).toEqual([]);
  },
);

test("suspending a user leaves an event for each session that it ends", async () => {
  const { userId, sessionId } = await person("suspended");
  const suspend = () => changeUser(bySystem, userId, { suspended: true }, now);
  expect(await suspend()).toMatchObject({ status: "suspended", ended_sessions: 1 });
  const events = (await findEvents({ workspaceId: null, targetId: sessionId }, { limit: 10 })).items;
  expect(events.map(({ action, actorType }) => `${action} by ${actorType}`)).toEqual([
    "session.ended by system",
  ]);
  expect((await suspend()).ended_sessions).toBe(0);
});
