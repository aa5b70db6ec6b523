// The pages for people who run Latchkey agree with the settings, the command line and the files that they show.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { SETTINGS } from "#env.ts";
import type { Cli } from "./cli/command.ts";
import { program } from "./cli/program.ts";
import { root } from "./processes.ts";

const read = (path: string) => readFileSync(join(root, path), "utf8");
const pages = new Map(
  globSync("content/docs/{self-hosting,gateways}/*.mdx", { cwd: root }).map((file) => [
    file.slice("content".length, -".mdx".length),
    read(file),
  ]),
);
const each = [...pages];
/** A page without fenced code. */
const proseOf = (page: string) => page.replace(/^```[\s\S]*?^```$/gm, "");

test("the page Settings has a row for every setting, and no others", () => {
  const rows = pages.get("/docs/self-hosting/configure")!.matchAll(/^\| `([A-Z_]+)` \|/gm);
  expect([...rows].map(([, name]) => name).sort()).toEqual([...SETTINGS].sort());
});

test.each(each)("%s names only settings that exist", (_, page) => {
  const named = page.match(/(?<=^|[`\s])[A-Z]+_[A-Z_]+(?==|`)/gm) ?? [];
  const others =
    /^(ENV_FILE|COMPOSE_PROFILES|POSTGRES_PASSWORD|ACCESS_TOKEN|UPDATE_TABLE|NODE_EXTRA_CA_CERTS)$/;
  const known = (name: string) => SETTINGS.includes(name.replace(/_FILE$/, "")) || others.test(name);
  expect(named.filter((name) => !known(name))).toEqual([]);
});

test.each(each)("%s has a title, a description and plain Markdown", (_, page) => {
  const [, front = ""] = /^---\n([\s\S]*?)\n---\n\n/.exec(page) ?? [];
  expect(parse(front)).toEqual({ title: expect.any(String), description: expect.any(String) });
  const prose = proseOf(page).replace(/`[^`]*`/g, "");
  // In MDX, these would start JSX, an expression or a module.
  expect(prose.match(/[<{}]|^(?:import|export) /gm)).toBeNull();
});

test.each(each)("the commands in %s exist", (_, page) => {
  const commands = [...page.matchAll(/(?:^|latchkey |`)latchkey ([a-z][a-z -]*)/gm)].map(
    ([, words]) => words!,
  );
  expect(commands.filter((words) => !isCommand(words.trim().split(" ")))).toEqual([]);
});

function isCommand([first, second]: string[]): boolean {
  const found = (program().commands as Cli[]).find((one) => one.name() === first);
  const under = (found?.commands ?? []).map((one) => one.name());
  return found !== undefined && (under.length === 0 || first === "backup" || under.includes(second ?? ""));
}

const CONFIGURATIONS = ["nginx", "caddy", "haproxy", "traefik", "envoy"].flatMap((name) =>
  globSync(`examples/${name}/*`, { cwd: root, exclude: ["**/README.md"] }).map(
    (file) => [name, file] as const,
  ),
);

const blocksOf = (page: string) => [...page.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(([, code]) => code);

test.each(CONFIGURATIONS)("the page about %s shows %s as it is", (name, file) => {
  // The whole block: the tests of e2e/gateways run the file.
  expect(blocksOf(pages.get(`/docs/gateways/${name}`)!)).toContain(`${read(file).trimEnd()}\n`);
});

test.each(["/docs/self-hosting/tls"])("%s has the Caddyfile that is deployed", (path) => {
  const inFile = read("deploy/Caddyfile").replace(/^#.*\n/gm, "");
  const shown = inFile
    .replace("{$APP_URL}", "keys.example.com")
    .replace("{$LATCHKEY:127.0.0.1:3000}", "127.0.0.1:3000");
  expect(pages.get(path)).toContain(shown);
});
