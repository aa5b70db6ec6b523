import { expect, inject, test } from "vitest";
import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { setPlan } from "#e2e/api/store.ts";
import { data, loggedIn, Person } from "#e2e/cli/person.ts";
import { refuse, startProxy } from "#e2e/cli/proxy.ts";
import { connectTo } from "#e2e/test-server.ts";
import { freePort } from "#scripts/free-port.ts";

const server = connectTo(inject("server"));

test("a missing scope is exit code 1, and names the scope and the request", async () => {
  const key = await newKey(server, await newDeveloper(server));
  const person = new Person(server);
  await person.logInWithKey(key.secret);
  const { code, stdout, stderr } = await person.run(["keys", "list"]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^Error: .*keys:read.*\nRequest ID: req_\w{25}\n$/);
});

test("a revoked key is exit code 4, and says where the key comes from", async () => {
  const { person, developer } = await loggedIn(server);
  const key = await newKey(server, developer);
  await data(person, ["keys", "revoke", key.id, "--yes"]);
  const { code, stderr } = await person.run(["whoami"], { env: { LATCHKEY_API_KEY: key.secret } });
  expect(code).toBe(4);
  expect(stderr).toContain("revoked");
  expect(stderr).toContain("The key comes from LATCHKEY_API_KEY.");
  expect(stderr).not.toContain(key.secret);
});

test("a rate limit is exit code 1, says when to try again, and isn't waited for", async () => {
  const developer = await newDeveloper(server);
  const key = await newKey(server, developer, { scopes: ["keys:read"] });
  await setPlan(server, developer, 2);
  const person = new Person(server);
  const env = { LATCHKEY_API_KEY: key.secret, LATCHKEY_BASE_URL: server.url };
  for (let request = 0; request < 2; request += 1)
    expect((await person.run(["keys", "list"], { env })).code).toBe(0);
  const { code, stdout, stderr } = await person.run(["keys", "list"], { env });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^Error: Rate limit exceeded: 2 requests per minute .*Retry in \d+ seconds\./);
  // The limits can be read all the same.
  expect((await person.run(["limits"], { env })).code).toBe(0);
});

test("a server that can't be reached is exit code 3, and says what is wrong", async () => {
  const proxy = await startProxy(server);
  const person = new Person(proxy);
  await person.logIn(await newDeveloper(server));
  const { host } = new URL(proxy.url);
  const cut = async (answer: typeof proxy.answer) => {
    proxy.answer = answer;
    const { code, stdout, stderr } = await person.run(["whoami"]);
    expect({ code, stdout }, stderr).toEqual({ code: 3, stdout: "" });
    return stderr;
  };
  const overHttps = await person.run(["login", "--email", "a@b", "--base-url", `https://${host}`], {
    stdin: "x",
  });
  expect(overHttps).toMatchObject({
    code: 3,
    stderr: `Error: ${host} doesn't speak https. Try http://${host}.\n`,
  });
  expect(await cut((_, response) => Boolean(response.destroy()))).toBe(
    `Error: ${host} closed the connection.\n`,
  );
  expect(
    await cut((_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("{");
      setTimeout(() => response.destroy(), 20);
      return true;
    }),
  ).toContain(host);
  expect(
    await cut((_, response) => {
      response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
      return true;
    }),
  ).toContain("answered with 502, but not as Latchkey does");
  expect(
    await cut((_, response) => {
      response.writeHead(200).end("<h1>Welcome</h1>");
      return true;
    }),
  ).toContain("not as Latchkey does");
  expect(
    await cut((_, response) =>
      refuse(response, 503, { code: "unavailable", detail: "Try again in a moment." }),
    ),
  ).toContain("Try again in a moment.");
  expect(
    await cut((_, response) => {
      response.writeHead(301, { location: "https://elsewhere.example/api/v1/me" }).end();
      return true;
    }),
  ).toContain("redirects to https://elsewhere.example/api/v1/me");
});

test("nothing that listens, or no such host, is exit code 3 for a login", async () => {
  const person = new Person(server);
  const logIn = (address: string) =>
    person.run(["login", "--email", "ada@example.test", "--base-url", address], { stdin: "a password" });
  const port = await freePort();
  const refused = await logIn(`http://127.0.0.1:${port}`);
  expect(refused).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(`127.0.0.1:${port} refuses connections`),
  });
  const unknown = await logIn("https://latchkey.invalid");
  expect(unknown).toMatchObject({ code: 3, stderr: expect.stringContaining("latchkey.invalid") });
});

test("a logout without the server forgets the login, and says that the session goes on", async () => {
  const proxy = await startProxy(server);
  const person = new Person(proxy);
  await person.logIn(await newDeveloper(server));
  proxy.answer = (_, response) => Boolean(response.destroy());
  const { code, stderr } = await person.run(["logout"]);
  expect(code).toBe(3);
  expect(stderr).toContain("Logged out here.");
  expect((await person.run(["whoami"])).code).toBe(4);
});

test("what comes from the server can't control the terminal", async () => {
  const { person } = await loggedIn(server);
  const proxy = await startProxy(server);
  const attack = "a\u001b]0;owned\u0007\u009b31m\u202eevil\r\nnext\u2028";
  const key = (await data(person, ["keys", "create", "--json", "victim"])) as Record<string, unknown>;
  proxy.answer = ({ url }, response) => {
    if (url?.startsWith("/api/v1/keys?"))
      response
        .writeHead(200)
        .end(JSON.stringify({ data: [{ ...key, name: attack }], meta: { next_cursor: null } }));
    else
      refuse(response, 403, {
        code: "forbidden",
        detail: attack,
        required_scopes: [attack],
        errors: [{ pointer: attack, code: "x", detail: attack }],
      });
    return true;
  };
  const env = { LATCHKEY_API_KEY: "lk_test_x", LATCHKEY_BASE_URL: proxy.url };
  const listed = await person.run(["keys", "list"], { env });
  const asText = await person.run(["keys", "list", "--no-json"], { env });
  const refused = await person.run(["whoami"], { env });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them
  const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]/;
  for (const { stdout, stderr } of [listed, asText, refused]) expect(stdout + stderr).not.toMatch(CONTROL);
  expect(JSON.parse(listed.stdout)[0].name).toBe(attack);
  expect(asText.stdout.trimEnd().split("\n")).toHaveLength(2);
  expect(refused.code).toBe(1);
});
