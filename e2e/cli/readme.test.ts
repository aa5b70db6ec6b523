import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { call } from "#e2e/api/client.ts";
import { loggedIn, Person } from "#e2e/cli/person.ts";
import { connectTo } from "#e2e/test-server.ts";
import { root } from "#scripts/processes.ts";

const server = connectTo(inject("server"));
const blocks = [...readFileSync(join(root, "sdk/cli/README.md"), "utf8").matchAll(/```sh\n(.*?)```/gs)].map(
  ([, code]) => code!,
);

/** Runs lines of the README in bash, where `latchkey` is the program. */
const bash = (person: Person, lines: string) =>
  execFileSync("bash", ["-euo", "pipefail", "-c", `latchkey() { ${person.command} "$@"; }\n${lines}`], {
    env: person.env as unknown as NodeJS.ProcessEnv,
    cwd: join(person.home, "my-app"),
    stdio: ["ignore", "pipe", "pipe"],
  }).toString();

test("the README's first steps and scripts work line by line", async () => {
  const [, firstSteps = "", scripts = ""] = blocks;
  const { person, developer } = await loggedIn(server);
  const { headers } = await call(server, "GET", "/api/v1/me", { token: developer.accessToken });
  // The login asks a person, and the tail goes on until it is ended: other tests are about them.
  const steps = firstSteps
    .split("\n")
    .filter((line) => !/^latchkey (login|logs tail)/.test(line))
    .join("\n")
    .replace(/req_\w+/, headers.get("request-id")!);
  const printed = bash(person, steps);
  expect(printed).toMatch(/^lk_live_\w+\n/);
  expect(bash(person, scripts)).toContain('"revoked"');
});

test("every command in the README exists", async () => {
  const person = new Person(server);
  const commands = new Set(
    blocks.flatMap((block) =>
      [...block.matchAll(/latchkey ((?:[a-z]+ ?)+)/g)].map(([, words]) => words!.trim()),
    ),
  );
  expect(commands.size).toBeGreaterThan(8);
  for (const words of commands) {
    // The last word can be a value, such as the name of a key.
    const all = words.split(" ");
    const tries = [all, all.slice(0, -1)].filter((some) => some.length > 0);
    const codes = await Promise.all(
      tries.map((some) => person.run(["help", ...some]).then(({ code }) => code)),
    );
    expect(codes, words).toContain(0);
  }
});
