import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { docsExamples } from "#e2e/docs-examples.ts";
import { bin } from "#scripts/processes.ts";

const folder = mkdtempSync(join(tmpdir(), "docs-examples-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PYTHON = "import ast, sys; ast.parse(sys.stdin.read())";

/** Parses an example, and throws if it isn't valid. Languages without a parser here aren't checked. */
const PARSERS: Record<string, (code: string) => unknown> = {
  json: JSON.parse,
  sh: (code) => execFileSync("bash", ["-n"], { input: code, stdio: "pipe" }),
  bash: (code) => execFileSync("bash", ["-n"], { input: code, stdio: "pipe" }),
  js: parseScript,
  mjs: parseScript,
  python: (code) => execFileSync("python3", ["-c", PYTHON], { input: code, stdio: "pipe" }),
};

function parseScript(code: string) {
  const file = join(folder, "example.mjs");
  writeFileSync(file, code);
  execFileSync(bin("node"), ["--check", file], { stdio: "pipe" });
}

/** Settings in the form of `.env`, which a shell would read differently. */
const isEnvFile = (code: string) => code.split("\n").every((line) => /^(#.*|[A-Z_]+=.*)?$/.test(line));

const rows = docsExamples()
  .filter(({ language, code }) => language in PARSERS && !isEnvFile(code))
  .map((example) => ({ ...example, first: example.code.split("\n")[0] }));

test.each(rows)("the example of $page can be parsed: $first", ({ code, language }) => {
  expect(() => PARSERS[language]!(code)).not.toThrow();
});

test("an example that is not valid is found", () => {
  for (const [language, code] of Object.entries({ json: "{,}", sh: "if", js: "const", python: "def" }))
    expect(() => PARSERS[language]!(code), language).toThrow();
});
