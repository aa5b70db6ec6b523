import { rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { expect, inject, test } from "vitest";
import { newDeveloper } from "#e2e/api/client.ts";
import { account } from "#e2e/api/people.ts";
import { data, loggedIn, output, Person } from "#e2e/cli/person.ts";
import { refuse, startProxy } from "#e2e/cli/proxy.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

/** Makes the stored access token expire at another time. */
function expireIn(person: Person, ms: number): void {
  const credential = { ...person.credential(), expires_at: Date.now() + ms };
  writeFileSync(person.credentialsFile(), JSON.stringify(credential), { mode: 0o600 });
}

/** Someone who is logged in through a proxy. */
async function behindProxy() {
  const proxy = await startProxy(server);
  const person = new Person(proxy);
  await person.logIn(await newDeveloper(server));
  return { person, proxy };
}

test("a token that expires soon is refreshed, and the new pair is stored", async () => {
  const { person } = await loggedIn(server);
  const before = person.credential();
  expireIn(person, 60_000);
  await data(person, ["whoami"]);
  const after = person.credential();
  expect(after.refresh_token).not.toBe(before.refresh_token);
  expect(after.access_token).not.toBe(before.access_token);
  expect(after.expires_at).toBeGreaterThan(Date.now() + 3_500_000);
  await data(person, ["whoami"]);
  expect(person.credential()).toEqual(after);
});

test("eight commands that refresh at the same time don't log the person out", async () => {
  const { person } = await loggedIn(server);
  for (let round = 0; round < 3; round += 1) {
    expireIn(person, -1000);
    const ended = await Promise.all(Array.from({ length: 8 }, () => person.run(["whoami"])));
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      ended.map(() => ({ code: 0, stderr: "" })),
    );
  }
  expireIn(person, -1000);
  await data(person, ["whoami"]);
});

test("of eight commands, one refreshes", async () => {
  const { person, proxy } = await behindProxy();
  expireIn(person, -1000);
  await Promise.all(Array.from({ length: 8 }, () => person.run(["whoami"])));
  expect(proxy.received.filter((line) => line.endsWith("/auth/refresh"))).toHaveLength(1);
});

test("eight commands that don't see each other's lock don't log the person out", async () => {
  const { person, proxy } = await behindProxy();
  expireIn(person, -1000);
  proxy.answer = async ({ url }) => {
    if (!url?.endsWith("/auth/refresh")) return false;
    rmSync(`${person.credentialsFile()}.lock`, { force: true });
    await delay(1500);
    return false;
  };
  const ended = await Promise.all(Array.from({ length: 8 }, () => person.run(["whoami"])));
  expect(proxy.received.filter((line) => line.endsWith("/auth/refresh")).length).toBeGreaterThan(1);
  expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    ended.map(() => ({ code: 0, stderr: "" })),
  );
});

test("the lock of a command that was killed doesn't keep others waiting", async () => {
  const { person } = await loggedIn(server);
  const killed = person.start(["whoami"]);
  killed.kill("SIGKILL");
  await output(killed);
  expireIn(person, -1000);
  writeFileSync(`${person.credentialsFile()}.lock`, JSON.stringify({ pid: killed.pid, token: "x" }));
  await data(person, ["whoami"]);
});

test("a token that somebody else has refreshed ends in exit code 4, unless the access token still works", async () => {
  const { person } = await loggedIn(server);
  const { refresh_token } = person.credential();
  expect((await account(server, "refresh", { refresh_token })).status).toBe(200);
  expireIn(person, 60_000);
  await data(person, ["whoami"]);
  expireIn(person, -1000);
  const { code, stderr } = await person.run(["whoami"]);
  expect({ code, stderr }).toEqual({
    code: 4,
    stderr: expect.stringContaining("Another program has refreshed this login"),
  });
});

test("a refresh that fails is no harm while the access token works, and exit code 3 afterwards", async () => {
  const { person, proxy } = await behindProxy();
  proxy.answer = ({ url }, response) => {
    if (!url?.endsWith("/auth/refresh")) return false;
    response.destroy();
    return true;
  };
  expireIn(person, 60_000);
  await data(person, ["whoami"]);
  expireIn(person, -1000);
  expect(await person.run(["whoami"])).toMatchObject({ code: 3, stdout: "" });
  proxy.answer = () => false;
  await data(person, ["whoami"]);
});

test("a server that is busy while a token is refreshed is exit code 3, and the login stays", async () => {
  const { person, proxy } = await behindProxy();
  expireIn(person, -1000);
  proxy.answer = ({ url }, response) =>
    url?.endsWith("/auth/refresh")
      ? refuse(response, 503, { code: "unavailable", detail: "Try again." })
      : false;
  expect(await person.run(["whoami"])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("Try again."),
  });
  proxy.answer = () => false;
  await data(person, ["whoami"]);
});

test("a token that only the server knows to be expired is refreshed, and the request is sent again", async () => {
  const { person, proxy } = await behindProxy();
  const { access_token } = person.credential();
  proxy.answer = ({ headers, url }, response) =>
    headers.authorization === `Bearer ${access_token}` && !url?.includes("/auth/")
      ? refuse(response, 401, { code: "invalid_token", reason: "expired", detail: "The token has expired." })
      : false;
  await data(person, ["keys", "create", "--json", "made once"]);
  expect(person.credential().access_token).not.toBe(access_token);
  expect(await data(person, ["keys", "list"])).toHaveLength(1);
});

test("Ctrl-C while a token is refreshed waits until the new one is stored", async () => {
  const { person, proxy } = await behindProxy();
  const before = person.credential().refresh_token;
  expireIn(person, -1000);
  let asked = () => {};
  const refreshing = new Promise<void>((resolve) => {
    asked = resolve;
  });
  proxy.answer = async ({ url }) => {
    if (!url?.endsWith("/auth/refresh")) return false;
    asked();
    await delay(500);
    return false;
  };
  const child = person.start(["whoami"]);
  const ended = output(child);
  await refreshing;
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ stdout: "" });
  expect(child.signalCode).toBe("SIGINT");
  expect(person.credential().refresh_token).not.toBe(before);
  await data(person, ["whoami"]);
});
