import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { call, newKey } from "#e2e/api/client.ts";
import { loggedIn, Person } from "#e2e/cli/person.ts";
import { connectTo } from "#e2e/test-server.ts";
import { root } from "#scripts/processes.ts";

const server = connectTo(inject("server"));

/** What differs from run to run is replaced by text of the same length. */
const steady = (text: string) =>
  text
    .replaceAll(/\b(key|ws|req|usr)_[0-9A-Za-z]{25}/g, (_, kind) => `${kind}_${"0".repeat(25)}`)
    .replaceAll(/lk_(live|test)_\w{4}…\w{4}/g, "lk_$1_aaaa…bbbb")
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "2026-01-31 12:00")
    .replaceAll(/\d{4}-\d\d \(UTC\)/g, "2026-01 (UTC)")
    .replaceAll(/(\d{4}-\d\d-\d\d \d\d:\d\d):\d\d/g, "$1:00")
    .replaceAll(/took( +)[\d.]+ ms/g, "took$1N ms")
    .replaceAll(/http:\/\/localhost:\d+/g, "http://localhost:PORT")
    .replaceAll(/dev-[0-9a-f]{12}@/g, "dev-000000000000@");

test("what a person sees at 80 columns, without colors", async () => {
  const { person, developer } = await loggedIn(server);
  const { secret } = await newKey(server, developer, { name: "ci-pipeline", scopes: ["data:read"] });
  await newKey(server, developer, { name: "a name that is longer than its column of the table can be here" });
  const refused = await call(server, "GET", "/api/v1/keys", { key: secret });
  const id = refused.headers.get("request-id")!;
  const seen: string[] = [];
  for (const words of [
    "whoami",
    "keys list",
    "keys show ci-pipeline",
    "logs --key ci-pipeline",
    `explain ${id}`,
    "kyes",
    "help keys",
  ]) {
    const { text } = await person.inTerminal(words, { NO_COLOR: "1" });
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    seen.push(`$ latchkey ${words}\n${text}`);
  }
  const golden = join(root, "e2e/cli/terminal.golden.txt");
  const text = steady(seen.join("\n"));
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, "utf8"));
});

test("a terminal has colors, unless NO_COLOR is set, and a pipe has none", async () => {
  const { person, developer } = await loggedIn(server);
  await newKey(server, developer);
  expect((await person.inTerminal("keys list")).text).toContain("\u001b[");
  expect((await person.inTerminal("keys list", { NO_COLOR: "1" })).text).not.toContain("\u001b[");
  expect((await person.run(["keys", "list", "--no-json"])).stdout).not.toContain("\u001b[");
});

test("a person is asked before a key is revoked, and no answer is no", async () => {
  const { person, developer } = await loggedIn(server);
  const { secret } = await newKey(server, developer, { name: "ci" });
  const no = await person.inTerminal("keys revoke ci", {}, "n");
  expect(no.text).toContain("Revoke ci?");
  expect(no.code).not.toBe(0);
  expect((await call(server, "GET", "/api/v1/me", { key: secret })).status).toBe(200);
});

test("completion in bash: commands, options, and values", async () => {
  const { person } = await loggedIn(server);
  const complete = (line: string) => {
    const script = `
      latchkey() { ${person.command} "$@"; }
      source <(latchkey completion bash)
      COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      _latchkey
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["-c", script], {
      env: person.env as unknown as NodeJS.ProcessEnv,
      cwd: person.home,
    })
      .toString()
      .trim()
      .split("\n");
  };
  expect(complete("latchkey ke")).toEqual(["keys"]);
  expect(complete("latchkey keys re")).toEqual(["revoke"]);
  expect(complete("latchkey keys list --sta")).toEqual(["--status"]);
});

test("the program needs nothing but Node, and works from an empty folder", async () => {
  const person = new Person(server);
  const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", person.home], {
    cwd: join(root, "sdk/cli"),
  }).toString();
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }];
  expect(files.map(({ path }) => path).sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist/LICENSES.txt",
    "dist/latchkey.js",
    "package.json",
  ]);
  execFileSync("tar", ["-xzf", join(person.home, filename), "-C", person.home]);
  const program = join(person.home, "package/dist/latchkey.js");
  const nodes = [process.execPath, "/usr/bin/node"].filter((node) => isNode(node));
  for (const node of nodes)
    expect(execFileSync(node, [program, "--version"], { cwd: person.home }).toString()).toMatch(
      /^\d+\.\d+\.\d+\n$/,
    );
});

/** Whether the machine has this Node, and it is one that the program supports. */
function isNode(path: string): boolean {
  try {
    const [major = 0, minor = 0] = execFileSync(path, ["--version"])
      .toString()
      .slice(1)
      .split(".")
      .map(Number);
    return major > 20 || (major === 20 && minor >= 12);
  } catch {
    return false;
  }
}
