import { expect, test } from "#e2e/fixtures.ts";

test("probe", async ({ page, world }) => {
  await page.goto("/");
  console.log(world.url, await page.title());
  expect(1).toBe(1);
});
