import { writeFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { data, loggedIn, Person } from "#e2e/cli/person.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

test("a flag comes before the environment, and the environment before the profile", async () => {
  const { person, developer } = await loggedIn(server);
  const other = await newDeveloper(server);
  const key = await newKey(server, developer, { name: "from the environment" });
  expect((await person.logIn(other, "--profile", "work")).code).toBe(0);
  const who = async (words: string[], env = {}) => {
    const { actor, credential } = await data(person, ["whoami", ...words], { env });
    return `${actor.email ?? actor.name} by ${credential}`;
  };
  const fromKey = "from the environment by LATCHKEY_API_KEY";
  expect(await who([])).toBe(`${developer.email} by profile default`);
  expect(await who([], { LATCHKEY_PROFILE: "work" })).toBe(`${other.email} by profile work`);
  expect(await who(["--profile", "default"], { LATCHKEY_PROFILE: "work" })).toBe(
    `${developer.email} by profile default`,
  );
  // The address of the key is the profile's.
  expect(await who([], { LATCHKEY_API_KEY: key.secret })).toBe(fromKey);
  expect(await who(["--profile", "work"], { LATCHKEY_API_KEY: key.secret })).toBe(
    `${other.email} by profile work`,
  );
  const alone = new Person(server);
  const env = { LATCHKEY_API_KEY: key.secret, LATCHKEY_BASE_URL: server.url };
  expect((await data(alone, ["whoami"], { env })).actor.id).toBe(key.id);
});

test("a profile that doesn't exist is exit code 4, and a name that can't be one is 2", async () => {
  const { person } = await loggedIn(server);
  const missing = await person.run(["whoami", "--profile", "wrok"]);
  expect(missing).toMatchObject({ code: 4, stderr: expect.stringContaining("There is no profile wrok") });
  for (const name of ["../secrets", "A", "__proto__", "-x", "a".repeat(33)]) {
    const { code, stderr } = await person.run(["whoami", `--profile=${name}`]);
    expect({ name, code }, stderr).toEqual({ name, code: 2 });
  }
});

test("a credential is only sent to the server that it is for", async () => {
  const { person } = await loggedIn(server);
  const { code, stderr } = await person.run(["whoami"], { env: { LATCHKEY_BASE_URL: "http://127.0.0.1:9" } });
  expect(code).toBe(4);
  expect(stderr).toContain(
    `You are logged in to ${server.url}, not to http://127.0.0.1:9 (LATCHKEY_BASE_URL)`,
  );
});

test("an address without a scheme is https, and http on your own machine", async () => {
  const { person, developer } = await loggedIn(server);
  const words = ["login", "--email", developer.email, "--base-url", new URL(server.url).host];
  expect(await person.run(words, { stdin: developer.password })).toMatchObject({ code: 0 });
  const { port } = new URL(server.url);
  const other = ["login", "--email", "a@b", "--base-url", `0.0.0.0:${port}`];
  expect((await person.run(other, { stdin: "x" })).stderr).toContain(`0.0.0.0:${port} doesn't speak https`);
});

test("an address that can't be one is wrong usage", async () => {
  const person = new Person(server);
  for (const address of [
    "ftp://x",
    "https://user:secret@x",
    "https://x?key=1",
    "http://",
    "not an address",
  ]) {
    const { code, stderr } = await person.run(["login", "--email", "a@b", "--base-url", address], {
      stdin: "x",
    });
    expect({ address, code }).toEqual({ address, code: 2 });
    expect(stderr).not.toContain("secret");
  }
});

test("the workspace comes from the flag, the environment or the profile", async () => {
  const { person } = await loggedIn(server);
  const { access_token } = person.credential();
  const created = await fetch(`${server.url}/api/v1/workspaces`, {
    method: "POST",
    headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Second" }),
  });
  const { id } = (await created.json()).data;
  const current = async (words: string[] = [], env = {}) =>
    (await data(person, ["whoami", ...words], { env })).workspace.name;
  const first = await current();
  expect(first).not.toBe("Second");
  expect(await current(["--workspace", id])).toBe("Second");
  expect(await current([], { LATCHKEY_WORKSPACE_ID: id })).toBe("Second");
  expect(await data(person, ["workspaces", "use", "Second"])).toMatchObject({ id, current: true });
  expect(await current()).toBe("Second");
  const list = await data(person, ["workspaces"]);
  expect(list.map(({ name, current: is }: { name: string; current: boolean }) => [name, is])).toEqual(
    expect.arrayContaining([
      ["Second", true],
      [first, false],
    ]),
  );
  expect((await person.run(["workspaces", "use", "Third"])).code).toBe(1);
});

test("a configuration that isn't valid is refused, and doctor says so", async () => {
  const { person } = await loggedIn(server);
  writeFileSync(`${person.home}/.config/latchkey/config.json`, "{ not json");
  expect(await person.run(["whoami"])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("isn't valid"),
  });
  const doctor = await person.run(["doctor"]);
  expect(doctor.code).toBe(1);
  expect(JSON.parse(doctor.stdout)).toContainEqual(expect.objectContaining({ check: "settings", ok: false }));
});
