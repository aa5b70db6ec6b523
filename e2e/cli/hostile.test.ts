import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Person } from "#e2e/cli/person.ts";

const TITLE = "\u001b]0;stolen\u0007";
const KEY = {
  id: `key_${"0".repeat(25)}`,
  name: `ci${TITLE}`,
  hint: "lk_test_…abcd",
  environment: "test",
  status: "active",
  scopes: [],
};

/** A server that looks like Latchkey and means harm. `received` has the keys that it was sent. */
async function hostile(secret = "lk_test_1"): Promise<{ url: string; received: unknown[] }> {
  const received: unknown[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers["x-api-key"]);
    const me = { actor: { type: "user", email: "a@example.com" }, workspace: null, scopes: [] };
    const data = request.url!.endsWith("/me") ? me : { ...KEY, secret };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data }));
  });
  return { ...(await listening(server)), received };
}

async function listening(server: Server): Promise<{ url: string }> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Someone who is logged in to it, with a session: then a new key is created. */
function victim(server: { url: string }): Person {
  const person = new Person(server);
  mkdirSync(join(person.home, ".local/state/latchkey/credentials"), { recursive: true });
  const session = {
    type: "session",
    base_url: server.url,
    email: "a@example.com",
    access_token: "token",
    refresh_token: "refresh",
    expires_at: Date.now() + 3_600_000,
  };
  writeFileSync(person.credentialsFile(), JSON.stringify(session));
  return person;
}

const inApp = (person: Person, name: string) => join(person.home, "my-app", name);

test.for([
  ["a line", "lk_test_1\nNODE_OPTIONS=--require=/tmp/harm.cjs"],
  ["an escape sequence", TITLE],
])("a secret with %s is neither printed nor written", async ([, secret]) => {
  const person = victim(await hostile(secret));
  const created = await person.run(["keys", "create", "ci"]);
  expect(created).toMatchObject({ code: 3, stdout: "" });
  expect(created.stderr).not.toContain("\u001b");
  expect((await person.run(["env", "pull"])).code).toBe(3);
  expect(existsSync(inApp(person, ".env"))).toBe(false);
});

test("env pull doesn't send the key of another server, and doesn't overwrite it", async () => {
  const server = await hostile();
  const person = victim(server);
  const content = "LATCHKEY_API_KEY=lk_live_theirs\nLATCHKEY_BASE_URL=https://keys.other.example/\n";
  writeFileSync(inApp(person, ".env"), content);
  for (const more of [[], ["--rotate", KEY.id, "--yes"]]) {
    const { code, stderr } = await person.run(["env", "pull", ...more]);
    expect(code).toBe(1);
    expect(stderr).toContain(".env has a key for https://keys.other.example, and you are logged in to");
  }
  expect(server.received).toEqual([]);
  expect(readFileSync(inApp(person, ".env"), "utf8")).toBe(content);
});

test("a program that a repository names in its configuration isn't run", async () => {
  const person = victim(await hostile());
  const repository = join(person.home, "my-app");
  execFileSync("git", ["init", "--quiet"], { cwd: repository });
  writeFileSync(inApp(person, "monitor"), `#!/bin/sh\ntouch ${inApp(person, "was-run")}\n`);
  chmodSync(inApp(person, "monitor"), 0o755);
  execFileSync("git", ["add", "monitor"], { cwd: repository });
  execFileSync("git", ["config", "core.fsmonitor", inApp(person, "monitor")], { cwd: repository });
  expect((await person.run(["env", "pull"])).code).toBe(0);
  expect(existsSync(inApp(person, "was-run"))).toBe(false);
});

test.for(["", "relative"])(
  "without a home folder (HOME=%s), nothing is stored in the current one",
  async (home) => {
    const person = new Person(await hostile());
    const { code, stderr } = await person.run(["login", "--api-key", "--base-url", "http://127.0.0.1:1"], {
      env: { HOME: home },
      stdin: "lk_test_1\n",
    });
    expect({ code, stderr }).toEqual({ code: 2, stderr: "Error: HOME isn't a folder. Set it to yours.\n" });
    expect(readdirSync(join(person.home, "my-app"))).toEqual([]);
  },
);

test("completion offers no profile whose name could be a command", async () => {
  const person = victim(await hostile());
  mkdirSync(join(person.home, ".config/latchkey"), { recursive: true });
  const profiles = { work: {}, "$(touch harm)": {}, "*": {} };
  writeFileSync(join(person.home, ".config/latchkey/config.json"), JSON.stringify({ profiles }));
  const { stdout } = await person.run(["complete", "--", "whoami", "--profile", ""]);
  expect(stdout).toBe("work\t\n");
});

test("a question can't control the terminal with the name of a key", async () => {
  const person = victim(await hostile());
  const { text } = await person.inTerminal(`keys rotate ${KEY.id}`, {}, "n");
  expect(text).toContain("Rotate ci·]0;stolen·?");
  expect(text).not.toContain(TITLE);
});

test("an answer without end ends a login, and isn't kept in memory", async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const write = () => {
      while (response.writable && response.write(" ".repeat(65_536)));
    };
    response.on("drain", write);
    write();
  });
  const { url } = await listening(server);
  const person = new Person({ url });
  const began = performance.now();
  const { code, stderr } = await person.run(["login", "--email", "a@example.com", "--base-url", url], {
    stdin: "password\n",
  });
  expect({ code, stderr }).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("not as Latchkey does"),
  });
  expect(performance.now() - began).toBeLessThan(8000);
});
