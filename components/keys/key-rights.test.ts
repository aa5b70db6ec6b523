import { expect, test } from "vitest";
import { ApiProblem } from "#components/api-client.ts";
import { type KeyViewer, refusalText, rightsOf, whyReadOnly } from "#components/keys/key-rights.ts";
import type { PublicKey } from "#lib/keys/schema.ts";

const key = (status: PublicKey["status"] = "active") =>
  ({ status, created_by: { type: "user", id: "usr_ada", user_id: "usr_ada" } }) as PublicKey;
const viewer = (role: KeyViewer["role"], userId = "usr_ada", workspaceSuspended = false): KeyViewer => ({
  userId,
  role,
  workspaceSuspended,
});

test.each([
  ["an owner", viewer("owner", "usr_bob"), key(), true],
  ["an admin", viewer("admin", "usr_bob"), key(), true],
  ["the developer who created it", viewer("developer"), key(), true],
  ["another developer", viewer("developer", "usr_bob"), key(), false],
  ["a viewer who created it", viewer("viewer"), key(), false],
  ["an owner, but it is revoked", viewer("owner"), key("revoked"), false],
  ["an owner, but the workspace is suspended", viewer("owner", "usr_ada", true), key(), false],
])("who can change a key: %s", (_, user, apiKey, mayChange) => {
  expect(rightsOf(user, apiKey).mayChange).toBe(mayChange);
});

test("who can't change a key is told the role they need, and who grants it", () => {
  expect(rightsOf(viewer("viewer"), key()).why).toMatch(/need the developer role.*admin or owner/);
  expect(rightsOf(viewer("developer", "usr_bob"), key()).why).toMatch(/need the admin role.*admin or owner/);
  const refused = (detail: string) =>
    refusalText(new ApiProblem(403, { code: "forbidden", reason: "insufficient_role", detail }));
  expect(refused("Your role (viewer) doesn't include the scope keys:write.")).toMatch(
    /need the developer role/,
  );
  expect(refused("Developers can only change keys they created.")).toMatch(/need the admin role/);
  expect(refusalText(new ApiProblem(404, { detail: "Not found." }))).toBe("Not found.");
  expect(refusalText(null)).toBeUndefined();
});

test("in a suspended workspace, nobody is told to get another role", () => {
  for (const role of ["owner", "viewer"] as const) {
    const user = viewer(role, "usr_ada", true);
    for (const why of [rightsOf(user, key()).why, whyReadOnly(user)])
      expect(why).toMatch(/^This workspace is suspended.*Contact the operator of this site\.$/);
  }
  const refused = new ApiProblem(403, {
    code: "forbidden",
    reason: "workspace_suspended",
    detail: "Suspended.",
  });
  expect(refusalText(refused)).toMatch(/^This workspace is suspended/);
});
