import { spawn } from "node:child_process";
import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { output, Person } from "#e2e/cli/person.ts";
import { docsExamples } from "#e2e/docs-examples.ts";
import { connectTo } from "#e2e/test-server.ts";
import { bin, root } from "#scripts/processes.ts";

const server = connectTo(inject("server"));
const blocks = docsExamples().filter(({ page }) => page === "sdks/cli");

/** Someone who follows the page in a terminal, beside a clone of Latchkey. */
async function reader() {
  const developer = await newDeveloper(server);
  const person = new Person(server);
  symlinkSync(root, join(person.home, "latchkey"));
  const prefix = join(person.home, "npm");
  const env = {
    ...person.env,
    PATH: `${prefix}/bin:${dirname(bin("node"))}:${person.env.PATH}`,
    npm_config_prefix: prefix,
    npm_config_offline: "true",
    npm_config_audit: "false",
  };
  const bash = async (lines: string, inTerminal: boolean) => {
    const script = join(person.home, "lines.sh");
    writeFileSync(script, `set -euo pipefail\n${lines}`);
    const words = inTerminal
      ? ["--quiet", "--return", "--command", `stty cols 80 rows 40 && bash ${script}`, "/dev/null"]
      : [script];
    const child = spawn(inTerminal ? "script" : "bash", words, {
      cwd: person.home,
      env: env as unknown as NodeJS.ProcessEnv,
      stdio: ["pipe", "pipe", "pipe"],
    });
    if (inTerminal) typeLogin(child, developer);
    const { code, stdout, stderr } = await output(child);
    child.stdin.destroy();
    expect(code, `${lines}\n${stdout}${stderr}`).toBe(0);
    return stdout;
  };
  return { developer, home: person.home, bash };
}

/** Types the email and the password once they are asked for. */
function typeLogin(child: ReturnType<typeof spawn>, { email, password }: Developer): void {
  const answers: [question: string, answer: string][] = [
    ["Email", email],
    ["Password", password],
  ];
  let seen = "";
  child.stdout!.on("data", (chunk) => {
    seen += chunk;
    if (!answers[0] || !seen.includes(answers[0][0])) return;
    child.stdin!.write(`${answers.shift()![1]}\r`);
  });
}

test("the page of the command line works from its first line to its last", async () => {
  const { developer, home, bash } = await reader();
  const { secret } = await newKey(server, developer);
  const refused = await call(server, "GET", "/api/v1/keys", { key: secret });
  const { body } = await call(server, "GET", "/api/v1/workspaces", { token: developer.accessToken });
  for (const { code, expects } of blocks) {
    const lines = code
      .replaceAll("https://keys.example.com", server.url)
      .replace(/req_\w+/, refused.headers.get("request-id")!)
      .replace(/ws_\w+/, body.data[0].id);
    const printed = await bash(lines, lines.includes("latchkey login"));
    expect(printed, code).toContain(expects);
  }
  expect(existsSync(join(home, ".env"))).toBe(true);
  // After an upgrade, for which only the clone is built again.
  await bash(`npm --prefix latchkey run cli:build\nlatchkey --version`, false);
}, 120_000);
