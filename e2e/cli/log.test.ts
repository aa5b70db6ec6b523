import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, inject, test } from "vitest";
import { call, newKey } from "#e2e/api/client.ts";
import { data, loggedIn } from "#e2e/cli/person.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

/** Someone whose key was refused once for its scope, and accepted once. */
async function withRequests() {
  const { person, developer } = await loggedIn(server);
  const { secret } = await newKey(server, developer, { name: "ci", scopes: ["data:read"] });
  const refused = await call(server, "GET", "/api/v1/keys", { key: secret });
  const accepted = await call(server, "GET", "/api/v1/me", { key: secret });
  const idOf = ({ headers }: { headers: Headers }) => headers.get("request-id")!;
  return { person, developer, secret, refused: idOf(refused), accepted: idOf(accepted) };
}

test("logs are filtered by key and status, and explain says why a request was refused", async () => {
  const { person, refused, accepted } = await withRequests();
  const ids = async (...words: string[]) =>
    (await data(person, ["logs", ...words])).map(({ request_id }: { request_id: string }) => request_id);
  expect(await ids("--key", "ci")).toEqual([accepted, refused]);
  expect(await ids("--key", "ci", "--status", "403")).toEqual([refused]);
  expect(await ids("--key", "ci", "--since", "1h", "--limit", "1")).toEqual([accepted]);
  const { code, stdout, stderr } = await person.run(["explain", refused]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ request_id: refused, status: 403 });
  expect(stderr).toContain("needs the scope keys:read");
  expect((await person.run(["explain", "nonsense"])).code).toBe(2);
  expect((await person.run(["explain", `req_${"0".repeat(25)}`])).code).toBe(1);
});

test("logs tail prints requests as they come, an object a line, and Ctrl-C ends it", async () => {
  const { person, secret } = await withRequests();
  const child = person.start(["logs", "tail", "--key", "ci"]);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  // Where it begins is asked for when it starts, so this asks until it sees the first one.
  let sent = "";
  const asking = setInterval(async () => {
    sent = (await call(server, "GET", "/api/v1/me", { key: secret })).headers.get("request-id")!;
  }, 500);
  const { value } = await lines.next();
  clearInterval(asking);
  expect(JSON.parse(value!)).toMatchObject({ path: "/api/v1/me", status: 200 });
  expect(sent).not.toBe("");
  const ended = once(child, "close");
  child.kill("SIGINT");
  const [code, signal] = await ended;
  expect(code === 130 || signal === "SIGINT").toBe(true);
});

test("usage, limits, scopes and workspaces", async () => {
  const { person } = await withRequests();
  expect(await data(person, ["usage"])).toBeTypeOf("object");
  expect(await data(person, ["limits"])).toBeTypeOf("object");
  const scopes = await data(person, ["scopes"]);
  expect(scopes.map(({ name }: { name: string }) => name)).toContain("keys:read");
  expect(await data(person, ["workspaces"])).toHaveLength(1);
  const wrong = await person.run(["workspaces", "use", "nowhere"]);
  expect(wrong.code).not.toBe(0);
});
