import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { users } from "#db/schema/accounts.ts";
import { person } from "#e2e/unit/people.ts";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { changeSettings, currentSettings } from "#lib/settings/settings.ts";

test("settings only change while the user who sends the request is still an operator", async () => {
  const ada = await person("ada");
  const setOperator = (operator: boolean) =>
    db().update(users).set({ operator }).where(eq(users.id, ada.userId));
  await setOperator(true);
  const commit = asOperator(ada);
  await changeSettings(commit, { signup: "invite" }, new Date());
  await setOperator(false);
  await expect(changeSettings(commit, { signup: "closed" }, new Date())).rejects.toMatchObject({
    code: "not_found",
  });
  expect((await currentSettings()).signup).toBe("invite");
});
