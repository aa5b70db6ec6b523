import { expect, test } from "vitest";
import { atomically, step } from "#db/atomically.ts";
import * as operatorUsers from "#db/queries/operator-users.ts";
import * as users from "#db/queries/users.ts";
import { person } from "#e2e/unit/people.ts";
import { suspendUser } from "#lib/administration/users.ts";
import { SYSTEM } from "#lib/audit/event.ts";
import { invite, listInvitations } from "#lib/invitations/invitations.ts";
import { changeUser } from "#lib/operator/change-user.ts";

const now = new Date();

test.each(["cli", "api"])(
  "a suspended user can't come back with an invitation to another address: %s",
  async (by) => {
    const [operator, owner] = [await person(`operator-${by}`), await person(`owner-${by}`)];
    await atomically((tx) => [step(operatorUsers.change(tx, operator.userId, { operator: true }))]);
    const wanted = { email: "second@example.test", role: "owner" } as const;
    await invite(owner, owner.workspaceId, wanted, now, null);
    if (by === "cli") await suspendUser(SYSTEM, (await users.byId(owner.userId))!, now);
    else await changeUser(operator, owner.userId, { suspended: true }, now);
    expect((await listInvitations(owner, owner.workspaceId, { limit: 10 }, now)).items).toEqual([]);
  },
);
