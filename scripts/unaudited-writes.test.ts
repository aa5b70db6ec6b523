import { expect, test } from "vitest";
import { unauditedImport, unauditedWrites } from "#scripts/unaudited-writes.ts";

const imported = (names: string) => `import ${names} from "#db/atomically.ts";\n`;

test.each([
  "{ atomically }",
  "{ atomicallyUnsynced, step }",
  "{ must, type Plan, atomically as commit }",
  "{\n  atomically,\n  step,\n}",
  "* as transactions",
])("a new verb can't import %j", (names) => {
  expect(unauditedImport("lib/keys/new-verb.ts", imported(names))).toContain("lib/keys/new-verb.ts");
});

test.each(["{ must, step }", "{ check, later, type Plan }"])("a new verb can import %j", (names) => {
  expect(unauditedImport("lib/keys/new-verb.ts", imported(names))).toBeNull();
});

test("the listed files can import both", () => {
  expect(unauditedImport("lib/accounts/throttle.ts", imported("{ atomicallyUnsynced }"))).toBeNull();
  expect(unauditedWrites()).toEqual([]);
});
