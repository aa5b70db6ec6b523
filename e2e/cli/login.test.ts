import { chmodSync, existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { expect, inject, test } from "vitest";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { data, loggedIn, Person } from "#e2e/cli/person.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const me = (token: string) => call(server, "GET", "/api/v1/me", { token });

test("a login keeps the refresh token where only its owner can read it, and never the password", async () => {
  const { person, developer } = await loggedIn(server);
  const file = person.credentialsFile();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  const stored = readFileSync(file, "utf8");
  expect(JSON.parse(stored)).toMatchObject({ type: "session", base_url: server.url, email: developer.email });
  const config = readFileSync(`${person.home}/.config/latchkey/config.json`, "utf8");
  expect(stored + config).not.toContain(developer.password);
  expect(config).not.toMatch(/lk_|eyJ/);
  expect(await data(person, ["whoami"])).toMatchObject({
    base_url: server.url,
    credential: "profile default",
    actor: { type: "user", email: developer.email },
  });
});

test("XDG variables say where files are, and a file that others could read is closed", async () => {
  const developer = await newDeveloper(server);
  const person = new Person(server);
  const env = { XDG_STATE_HOME: `${person.home}/state`, XDG_CONFIG_HOME: `${person.home}/config` };
  const words = ["login", "--email", developer.email, "--base-url", `${server.url}/api/v1/`];
  const { code, stdout } = await person.run(words, { stdin: developer.password, env });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ base_url: server.url, profile: "default" });
  const file = `${person.home}/state/latchkey/credentials/default.json`;
  chmodSync(file, 0o644);
  await data(person, ["whoami"], { env });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(existsSync(`${person.home}/.config`)).toBe(false);
});

test("a wrong password is refused, and nothing is stored", async () => {
  const developer = await newDeveloper(server);
  const person = new Person(server);
  const { code, stdout, stderr } = await person.logIn({ ...developer, password: "not this one" });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("The email or the password is wrong.");
  expect(stderr).not.toContain("not this one");
  expect(existsSync(person.credentialsFile())).toBe(false);
});

test("a session that has ended says so with exit code 4, and is forgotten", async () => {
  const { person } = await loggedIn(server);
  const { access_token } = person.credential();
  await call(server, "POST", "/api/v1/auth/logout", { token: access_token });
  const { code, stdout, stderr } = await person.run(["keys", "list"]);
  expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
  expect(stderr).toContain("Log in again: latchkey login");
});

test("without a login, every command that needs one ends with exit code 4", async () => {
  const person = new Person(server);
  const id = `req_${"0".repeat(25)}`;
  const commands = [
    "whoami",
    "keys list",
    "keys create",
    "usage",
    "limits",
    "logs",
    "logs tail",
    "scopes",
    "workspaces",
    "env pull",
  ];
  for (const words of [...commands.map((line) => line.split(" ")), ["explain", id]]) {
    const { code, stdout, stderr } = await person.run(words);
    expect({ words, code, stdout }).toEqual({ words, code: 4, stdout: "" });
    expect(stderr).toBe("Error: You aren't logged in.\nLog in: latchkey login\n");
  }
});

test("a logout ends the session at the server, and forgets the credential", async () => {
  const { person } = await loggedIn(server);
  const { access_token } = person.credential();
  expect(await data(person, ["logout"])).toEqual({ logged_out: true, session_ended: true });
  expectProblem(await me(access_token), 401, "invalid_token", "revoked");
  expect(existsSync(person.credentialsFile())).toBe(false);
  expect(await data(person, ["logout"])).toEqual({ logged_out: false });
});

test("a second login ends the session that it replaces", async () => {
  const { person, developer } = await loggedIn(server);
  const before = person.credential().access_token;
  expect((await person.logIn(developer)).code).toBe(0);
  expectProblem(await me(before), 401, "invalid_token", "revoked");
  expect((await me(person.credential().access_token)).status).toBe(200);
});

test("a key logs in from stdin, and is stored where only its owner can read it", async () => {
  const key = await newKey(server, await newDeveloper(server), { name: "ci" });
  const person = new Person(server);
  const { code, stdout, stderr } = await person.logInWithKey(key.secret);
  expect(code, stderr).toBe(0);
  expect(stdout + stderr).not.toContain(key.secret);
  expect(person.credential()).toEqual({ type: "api_key", base_url: server.url, api_key: key.secret });
  expect(statSync(person.credentialsFile()).mode & 0o777).toBe(0o600);
  expect(await data(person, ["whoami"])).toMatchObject({ actor: { id: key.id } });
  expect((await person.run(["logout"])).stderr).toContain("The API key still works");
});

test("a key that isn't valid is refused with exit code 4, and isn't stored", async () => {
  const person = new Person(server);
  const { code, stderr } = await person.logInWithKey("lk_live_notAKeyAtAll");
  expect(code, stderr).toBe(4);
  expect(stderr).not.toContain("notAKeyAtAll");
  expect(existsSync(person.credentialsFile())).toBe(false);
});

test("a secret with characters that no header can have is wrong usage, and isn't repeated", async () => {
  const person = new Person(server);
  const { code, stderr } = await person.logInWithKey("geheimer schlüssel");
  expect(code).toBe(2);
  expect(stderr).not.toContain("schlüssel");
});

test("a login without anybody to ask says what to send", async () => {
  const person = new Person(server);
  const asked = await person.run(["login", "--base-url", server.url]);
  expect(asked).toMatchObject({ code: 2, stdout: "" });
  expect(asked.stderr).toContain("the password on stdin");
  expect((await person.run(["login", "--email", "ada@example.test"])).stderr).toContain("Add --base-url");
  const empty = await person.run(["login", "--email", "ada@example.test", "--base-url", server.url]);
  expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining("is empty") });
});
