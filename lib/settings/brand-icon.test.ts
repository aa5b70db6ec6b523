import { expect, test } from "vitest";
import { brandIcon } from "#lib/settings/brand-icon.ts";

test("the icon has the first letter of the name, whatever that is, in the accent's color", () => {
  expect(brandIcon("acme", "#4f46e5")).toContain('fill="#ffffff">&#65;</text>');
  expect(brandIcon("<script>", null)).toContain(">&#60;</text>");
  expect(brandIcon("🔑 Keys", null)).toContain(`&#${"🔑".codePointAt(0)};`);
  expect(brandIcon(null, null)).toContain("<path");
});
