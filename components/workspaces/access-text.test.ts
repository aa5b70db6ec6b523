import { expect, test } from "vitest";
import { accessText } from "#components/workspaces/access-text.ts";

test("a note about a missing role says which one, and who can give it", () => {
  expect(accessText({ role: "viewer", needs: "developer", to: "create keys" })).toBe(
    "Your role is viewer. To create keys, you need the developer role. An admin or owner of the workspace can give it to you.",
  );
  expect(accessText({ role: "admin", needs: "owner", to: "delete it", granters: ["Ada"] })).toBe(
    "Your role is admin. To delete it, you need the owner role. Ada can give it to you.",
  );
  const granters = ["Ada", "Bob", "Cleo", "Dan", "Eve"];
  expect(
    accessText({ role: "developer", needs: "admin", to: "read it", because: "it is private", granters }),
  ).toBe(
    "Your role is developer. To read it, you need the admin role, because it is private. Ada, Bob, Cleo, or 2 others can give it to you.",
  );
});
