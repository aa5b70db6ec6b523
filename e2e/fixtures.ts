import { test as base } from "@playwright/test";
import { startWorld, type World } from "#e2e/world.ts";

/** Playwright's `test` with a world of its own: one server over a fresh SQLite database for all specs of a worker. */
export const test = base.extend<{ baseURL: string }, { world: World }>({
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern
    async ({}, use) => {
      const world = await startWorld({ dialect: "sqlite" });
      await use(world);
      await world.end();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ world }, use) => use(world.url),
});

export { expect } from "@playwright/test";
