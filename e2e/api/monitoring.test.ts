import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { parse } from "yaml";
import { root } from "#scripts/processes.ts";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const rules = parse(read("deploy/prometheus-rules.yml")).groups[0].rules as { alert: string; expr: string }[];
const dashboard = JSON.parse(read("deploy/grafana-dashboard.json"));
const page = read("content/docs/self-hosting/monitoring.mdx");
const NAME = /\b(?:latchkey|process|nodejs)_[a-z_0-9]+\b/g;

const queries: string[] = dashboard.panels.flatMap((panel: { targets: { expr: string }[] }) =>
  panel.targets.map(({ expr }) => expr),
);

/** The names of all series that the server has, with the parts of histograms. */
async function series(): Promise<Set<string>> {
  const text = await fetch(`${inject("server").gateUrl}/metrics`).then((answer) => answer.text());
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => ({ name: name!, type }));
  return new Set(
    types.flatMap(({ name, type }) =>
      type === "histogram" ? [name, `${name}_bucket`, `${name}_count`] : [name],
    ),
  );
}

test.each([
  ["the alert rules", rules.map(({ expr }) => expr).join("\n")],
  ["the dashboard", queries.join("\n")],
  ["the page Monitoring", page],
])("the server has every metric that %s name", async (_, text) => {
  const known = await series();
  const named = new Set(text.match(NAME));
  expect(named.size).toBeGreaterThan(5);
  expect([...named].filter((name) => !known.has(name))).toEqual([]);
});

test("the dashboard shows every metric of the server", async () => {
  const own = [...(await series())].filter(
    (name) => name.startsWith("latchkey_") && !/_(bucket|count)$/.test(name),
  );
  expect(own.length).toBeGreaterThan(8);
  expect(own.filter((name) => !queries.some((query) => query.includes(name)))).toEqual([]);
});

test("the dashboard loads into any Grafana: nothing in it names a data source of ours", () => {
  const ids = dashboard.panels.map(({ id }: { id: number }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { targets } of dashboard.panels)
    for (const { datasource } of targets) expect(datasource.uid).toMatch(/^\$\{datasource\}$/);
});

test("the page Monitoring says what to do about every alert", () => {
  for (const { alert } of rules) expect(page).toContain(`| \`${alert}\` |`);
});
