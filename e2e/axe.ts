import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import type axe from "axe-core";

const source = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/**
 * What axe finds on a page: a line for each broken rule. Loads axe once per document and asks for violations only, which
 * takes a quarter of the time of loading it before each run.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    return (await axe.run({ resultTypes: ["violations"] })).violations;
  });
  return (violations as axe.Result[]).map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`,
  );
}
