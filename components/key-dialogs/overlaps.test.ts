import { expect, test } from "vitest";
import { overlapsUpTo } from "#components/key-dialogs/overlaps.ts";

test("overlaps are offered up to the workspace's maximum", () => {
  expect(overlapsUpTo(0)).toEqual([0]);
  expect(overlapsUpTo(7200)).toEqual([0, 3600, 7200]);
  expect(overlapsUpTo(86_400)).toEqual([0, 3600, 86_400]);
  expect(overlapsUpTo(604_800)).toEqual([0, 3600, 86_400, 604_800]);
});
