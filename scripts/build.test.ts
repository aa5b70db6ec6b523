import { expect, test } from "vitest";
import { buildSources } from "#scripts/build.ts";

test("everything that pages are compiled from needs a new build when it changes", () => {
  const sources = buildSources();
  for (const file of [
    "app/layout.tsx",
    "content/docs/quickstart.mdx",
    "mdx-components.tsx",
    "next.config.ts",
    "scripts/mdx-plugin.mjs",
  ])
    expect(sources).toContain(file);
  expect(sources).not.toContain("scripts/build.test.ts");
});
