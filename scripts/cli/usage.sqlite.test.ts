import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bin, type Ended, run } from "#scripts/processes.ts";
import type { Cli } from "./command.ts";
import { program } from "./program.ts";

// The commands run as a person runs them, without a database: a wrong command line doesn't need one.
const folder = mkdtempSync(join(tmpdir(), "latchkey-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = { ...process.env, DATA_DIR: folder, DATABASE_URL: "", ENV_FILE: "", SMTP_URL: "" };
const cli = (words: string[], env: object = {}): Promise<Ended> =>
  run(bin("node"), ["scripts/cli.ts", ...words], { env: { ...settings, ...env } });

const EMAIL = "must be an email address, such as ada@example.com.";
const USER = "must be a user's email address or ID.";
const NUMBER = "must be a whole number from 1 to 1,000,000,000";
const WORDS = "must be 1 to 40 lowercase letters, digits and hyphens, starting with a letter.";
const SECRET = `lk_live_${"A1".repeat(18)}`;

// What is typed, and the first line of what the command answers.
const WRONG: [words: string[], sentence: string][] = [
  [["frobnicate"], "Unknown command: frobnicate."],
  [["plan", "frobnicate"], "Unknown command: plan frobnicate."],
  [["\u001b[2J"], "Unknown command: ?[2J."],
  [["help", "plan", "nothing"], "Unknown command: plan nothing."],
  [["plan"], "plan needs a command: list, create, change, delete."],
  [["key", "--json"], "key needs a command: find, revoke."],
  [["plan", "list", "surplus"], "Unexpected word: surplus."],
  [["plan", "list", "surplus", "words"], "Unexpected words: surplus words."],
  [["service", "create", "two", "words"], "Unexpected word: words."],
  [["backup", "a.db", "b.db"], "Unexpected word: b.db."],
  [["doctor", "now"], "Unexpected word: now."],
  [["service", "create"], "NAME is missing."],
  [["service", "revoke"], "ID is missing."],
  [["backup", "record", "a.db"], "Unexpected word: a.db."],
  [["backup"], "FILE is missing."],
  [["backup", "verify"], "FILE is missing."],
  [["workspace", "plan", "ws_1"], "PLAN is missing."],
  [["move"], "--to is missing: --to URL."],
  [["move", "--to", "postgresql://a@b/c", "now"], "Unexpected word: now."],
  ...[
    "mysql://a:secret@b/c",
    "postgres:secret",
    "postgresql://a:b@sec/ret@c/d",
    "postgresql://a:12#secret@b/c",
  ].map((url): [string[], string] => [
    ["move", "--to", url],
    "--to must be a URL such as postgresql://user@host/database, with special characters percent-encoded.",
  ]),
  [["workspace", "limits"], "WORKSPACE is missing."],
  [["plan", "list", "--frob"], "Unknown option: --frob."],
  [["plan", "change", "pro", "--rmp=5"], "Unknown option: --rmp."],
  [["plan", "change", "pro", "--rpm"], "--rpm needs a value: --rpm N|none."],
  [["plan", "change", "pro", "--rpm", "abc"], `--rpm: abc ${NUMBER}, or none.`],
  [["plan", "change", "pro", "--rpm", "-5"], `--rpm: -5 ${NUMBER}, or none.`],
  [["plan", "change", "pro", "--rpm", "1.5"], `--rpm: 1.5 ${NUMBER}, or none.`],
  [["plan", "change", "pro", "--rpm", "1e3"], `--rpm: 1e3 ${NUMBER}, or none.`],
  [["plan", "change", "pro", "--rpm", ""], `--rpm: "" ${NUMBER}, or none.`],
  [["plan", "change", "pro", "--quota", "0"], `--quota: 0 ${NUMBER}, or none.`],
  [
    ["plan", "change", "pro", "--max-keys", "1000000001"],
    "--max-keys: 1000000001 must be a whole number from 1 to 1,000,000, or none.",
  ],
  [
    ["plan", "change", "pro", "--overlap", "604801"],
    "--overlap: 604801 must be a whole number from 0 to 604,800, or none.",
  ],
  [["workspace", "limits", "ws_1", "--rpm", "none"], `--rpm: none ${NUMBER}, or plan.`],
  [["plan", "change", "pro"], "Nothing to change. Use at least one option."],
  [["plan", "change", "pro", "--require-expiry", "on"], "--require-expiry: on must be yes or no."],
  [
    ["plan", "change", "pro", "--max-lifetime", "0"],
    "--max-lifetime: 0 must be a whole number from 1 to 3,650, or none.",
  ],
  [["plan", "create", "Big Plan"], `PLAN: Big Plan ${WORDS}`],
  [["plan", "create", "big", "--name", " "], "--name:   can't be empty."],
  [["workspace", "accept", "ada@example.com"], "REQUEST is missing."],
  [
    ["workspace", "decline", "ada@example.com", "ws_1"],
    "REQUEST: ws_1 must be an ID such as evt_ and 25 letters and digits.",
  ],
  [["service", "create", ""], 'NAME: "" can\'t be empty.'],
  [["service", "create", "n".repeat(101)], `NAME: ${"n".repeat(101)} must be at most 100 characters.`],
  [["service", "create", "a\u0007b"], "NAME: a?b must not contain control characters."],
  [
    ["service", "rotate", `svc_${"0".repeat(25)}`, "--overlap", "604801"],
    "--overlap: 604801 must be a whole number from 0 to 604,800.",
  ],
  [["service", "revoke", "billing"], "ID: billing must be an ID such as svc_ and 25 letters and digits."],
  [["user", "create", "ada"], `EMAIL: ada ${EMAIL}`],
  [["user", "create", "usr_0000000000000000000000000"], `EMAIL: usr_0000000000000000000000000 ${EMAIL}`],
  [["user", "suspend", "ada"], `EMAIL: ada ${USER}`],
  [
    ["user", "log-out", "ada@example.com", "--session", "ses_1"],
    "--session: ses_1 must be an ID such as ses_ and 25 letters and digits.",
  ],
  [["operator", "add", "usr_short"], `EMAIL: usr_short ${USER}`],
  [["mail", "retry", "mail_1"], "ID: mail_1 must be an ID such as mail_ and 25 letters and digits."],
  [["mail", "test", "ada@"], `EMAIL: ada@ ${EMAIL}`],
  [["user", "list", ""], 'TEXT: "" must have 1 to 254 characters.'],
  [["user", "list", "--limit", "1001"], "--limit: 1001 must be a whole number from 1 to 1,000."],
  [
    ["audit", "export", "--from", "yesterday"],
    "--from: yesterday must be a time such as 2026-11-01 or 2026-11-01T12:00:00Z.",
  ],
  [["settings"], "settings needs a command: show, set, logo."],
  [["settings", "set"], "Nothing to change. Use at least one option."],
  [["settings", "set", "closed"], "Unexpected word: closed."],
  [["settings", "set", "--signup", "none"], "--signup: none must be open, invite, approval or closed."],
  [
    ["settings", "set", "--domains", "a.example,@b.example"],
    "--domains: a.example,@b.example must be a domain such as example.com, without an @.",
  ],
  [
    ["settings", "set", "--signup", "open", "--domains", "@b.example"],
    "--domains: @b.example must be a domain such as example.com, without an @.",
  ],
  [["settings", "set", "--domains", ""], '--domains: "" must be a domain such as example.com, without an @.'],
  [["settings", "set", "--name", ""], '--name: "" can\'t be empty.'],
  [["settings", "set", "--name", "n".repeat(61)], `--name: ${"n".repeat(61)} must be at most 60 characters.`],
  [["settings", "set", "--accent", "green"], "--accent: green must be a color such as #0a7d5c."],
  [["settings", "logo", "no-such.png"], "FILE: no-such.png can't be read."],
  [["settings", "logo", "package.json"], "FILE: package.json must be a PNG, WebP or SVG image."],
  [
    ["settings", "set", "--terms", "javascript:alert(1)"],
    "--terms: javascript:alert(1) must be an http:// or https:// URL, such as https://example.com/logo.svg.",
  ],
  [
    ["settings", "set", "--signup", "closed", "--support-email", "ada"],
    "--support-email: ada must be an email address, such as ada@example.com.",
  ],
  [
    ["key", "find", SECRET],
    "KEY: … looks like a secret. Other users of this machine can see arguments, so pipe it into the command instead.",
  ],
];

test("every mistake is told in one sentence, on stderr, with exit code 2", async () => {
  const answers: [string[], string][] = [];
  for (let i = 0; i < WRONG.length; i += 4) {
    const rows = WRONG.slice(i, i + 4);
    const ended = await Promise.all(rows.map(([words]) => cli(words)));
    ended.forEach(({ code, stdout, output }, row) => {
      expect({ words: rows[row]![0], code, output, stdout }).toMatchObject({ code: 2, stdout: "" });
      const [sentence = "", advice] = output.split("\n");
      expect(advice).toMatch(/^Run npm run cli -- help/);
      answers.push([rows[row]![0], sentence]);
    });
  }
  expect(answers).toEqual(WRONG);
}, 120_000);

test("a secret in an argument isn't repeated", async () => {
  for (const words of [[SECRET], ["key", "revoke", SECRET], ["key", "revoke", "key_1", SECRET]])
    expect((await cli(words)).output).not.toContain(SECRET);
});

test("help, --help and -h list all commands with one line each, in 80 columns", async () => {
  const [help, long, short] = await Promise.all([cli(["help"]), cli(["--help"]), cli(["-h"])]);
  expect(help).toMatchObject({ code: 0, output: help.stdout });
  expect([long, short]).toEqual([help, help]);
  for (const words of leaves(program()))
    expect(help.stdout.match(new RegExp(`^  ${words} (?![a-z])`, "gm")), words).toHaveLength(1);
});

test("without a command, the same list goes to stderr, with exit code 2", async () => {
  const [none, help] = await Promise.all([cli([]), cli(["help"])]);
  expect(none).toMatchObject({ code: 2, stdout: "" });
  expect(none.output).toContain(help.stdout.trimEnd());
});

test("help works with invalid settings, and a command names them", async () => {
  const [help, list] = await Promise.all([
    cli(["help", "plan", "list"], { PORT: "none" }),
    cli(["plan", "list"], { PORT: "none" }),
  ]);
  expect(help).toMatchObject({ code: 0 });
  expect(list).toMatchObject({
    code: 1,
    stdout: "",
    output: expect.stringContaining("PORT: must be a port"),
  });
});

test("without a database, commands say how to get one and create nothing", async () => {
  const { code, stdout, output } = await cli(["user", "list"]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(output).toBe(
    `There is no database at ${join(folder, "latchkey.db")}. Start the server once, or set DATA_DIR or DATABASE_URL.\n`,
  );
});

test("docs/cli.md has the help of every command", async () => {
  const parts = leaves(program()).map((words) => `## ${words}\n\n\`\`\`text\n${helpOf(words)}\`\`\`\n`);
  const text = `${INTRODUCTION}\`\`\`text\n${program().helpInformation()}\`\`\`\n\n${parts.join("\n")}`;
  expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);
  for (const block of text.split("```text\n").slice(1))
    expect(
      block
        .split("```")[0]!
        .split("\n")
        .filter((line) => line.length > 80),
    ).toEqual([]);
  await expect(text).toMatchFileSnapshot("../../docs/cli.md");
});

const INTRODUCTION = `# Command line

For the people who run an installation. The commands work while the server runs. Changes are in
force with the next request.
[Install](../content/docs/self-hosting/install.mdx#the-command-line) shows the most common ones.

Data goes to stdout and messages to stderr. With \`--json\`, data is JSON. In scripts, use
\`npm run -s cli --\`, so that npm prints nothing itself. A test keeps this page up to date.

`;

/** The words of all commands that do something. */
function leaves(command: Cli): string[] {
  const own = command.commands.length === 0 || command.registeredArguments.length > 0 ? [command.words] : [];
  return [...own, ...(command.commands as Cli[]).flatMap(leaves)].filter(Boolean);
}

function helpOf(words: string): string {
  let found = program();
  for (const word of words.split(" "))
    found = found.commands.find((command) => command.name() === word) as Cli;
  return found.helpInformation();
}
