import { beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, type NewKey, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const SORTS = ["created_at", "-created_at", "name", "-name", "expires_at", "-expires_at"];
let ada: Developer;
let keys: NewKey[];

const read = (path: string, developer = ada) =>
  call(server, "GET", `/api/v1${path}`, { token: developer.accessToken });
const names = async (query: string) => {
  const { status, body } = await read(`/keys?${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.data.map(({ name }: { name: string | null }) => name);
};
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

beforeAll(async () => {
  ada = await newDeveloper(server);
  keys = [];
  for (const body of [
    { name: "beta", expires_at: inDays(3), scopes: ["data:read"] },
    { name: null, scopes: ["keys:write", "keys:read"] },
    { name: "Alpha", expires_at: inDays(9) },
    { name: "50%_ \"'\\ 世界", expires_at: inDays(1) },
    { name: "alpha", scopes: ["data:read", "data:write"] },
  ])
    keys.push(await newKey(server, ada, body));
});

test("keys are sorted by creation, by name without case and by expiry, those without one last", async () => {
  const odd = "50%_ \"'\\ 世界";
  expect(await names("sort=created_at")).toEqual(["beta", null, "Alpha", odd, "alpha"]);
  expect(await names("")).toEqual(["alpha", odd, "Alpha", null, "beta"]);
  expect((await names("sort=name&limit=100")).filter((name: string | null) => name !== odd)).toEqual([
    "Alpha",
    "alpha",
    "beta",
    null,
  ]);
  expect((await names("sort=-name")).slice(-3)).toEqual(expect.arrayContaining([null]));
  expect((await names("sort=-name")).at(-1)).toBeNull();
  expect(await names("sort=expires_at")).toEqual([odd, "beta", "Alpha", null, "alpha"]);
  expect(await names("sort=-expires_at")).toEqual(["Alpha", "beta", odd, "alpha", null]);
});

test.each(SORTS)(
  "sorted by %s, pages of any size have every key once, whatever its name is",
  async (sort) => {
    const whole = (await read(`/keys?sort=${sort}`)).body.data;
    for (const limit of [1, 2, 3]) {
      const paged = [];
      let cursor: string | null = "";
      do {
        const { status, body } = await read(
          `/keys?sort=${sort}&limit=${limit}${cursor && `&cursor=${cursor}`}`,
        );
        expect(status, JSON.stringify(body)).toBe(200);
        paged.push(...body.data);
        cursor = body.meta.next_cursor;
      } while (cursor);
      expect(paged).toEqual(whole);
    }
  },
);

test("a cursor of another sort or list, or a made-up one, is invalid", async () => {
  const cursorOf = async (sort: string) =>
    (await read(`/keys?sort=${sort}&limit=1`)).body.meta.next_cursor as string;
  for (const sort of SORTS)
    for (const other of SORTS.filter((each) => each !== sort))
      expectProblem(await read(`/keys?sort=${other}&cursor=${await cursorOf(sort)}`), 400, "invalid_cursor");
  expectProblem(await read(`/scopes?cursor=${await cursorOf("name")}`), 400, "invalid_parameter");
  expectProblem(await read(`/requests?cursor=${await cursorOf("name")}`), 400, "invalid_cursor");
  const id = keys[0]!.id;
  for (const made of [
    ["name", "a\u0000", id],
    ["name", "\ud800", id],
    ["name", 1, id],
    ["name", "a".repeat(401), id],
    ["name", null],
    ["name", null, "' or 1=1"],
    ["name", null, null],
    ["expires_at", "now", id],
    ["expires_at", 1e300, id],
    ["created_at", null, id],
    [0, id],
    {},
    null,
  ]) {
    const cursor = Buffer.from(JSON.stringify(made)).toString("base64url");
    const sort = Array.isArray(made) && SORTS.includes(String(made[0])) ? made[0] : "name";
    expectProblem(await read(`/keys?sort=${sort}&cursor=${cursor}`), 400, "invalid_cursor");
  }
});

test("a cursor that names a key of another workspace shows only one's own keys", async () => {
  const eve = await newDeveloper(server);
  const { next_cursor } = (await read("/keys?sort=-name&limit=1")).body.meta;
  expect((await read(`/keys?sort=-name&cursor=${next_cursor}`, eve)).body.data).toEqual([]);
});

test("keys are filtered by several statuses, by scope, by creator and by their exact ID", async () => {
  const [beta, unnamed, alpha] = keys as [NewKey, NewKey, NewKey];
  const asAda = { token: ada.accessToken };
  await call(server, "DELETE", `/api/v1/keys/${alpha.id}`, asAda);
  await call(server, "PATCH", `/api/v1/keys/${beta.id}`, { ...asAda, body: { enabled: false } });
  expect(await names("status=active,disabled,expired&q=pha")).toEqual(["alpha"]);
  expect(await names("status=revoked,disabled")).toEqual(["Alpha", "beta"]);
  expect(await names("status=revoked")).toEqual(["Alpha"]);
  expect(await names("scope=data:read&sort=created_at")).toEqual(["beta", "alpha"]);
  expect(await names("scope=data:write")).toEqual(["alpha"]);
  expect(await names("scope=data")).toEqual([]);
  expect(await names(`q=${beta.id}`)).toEqual(["beta"]);
  expect(await names(`q=${beta.id}&status=revoked`)).toEqual([]);
  expect(await names(`q=${beta.id.slice(0, -1)}`)).toEqual([]);
  const by = beta.created_by.user_id;
  const child = await call(server, "POST", "/api/v1/keys", { key: unnamed.secret, body: { name: "child" } });
  expect(child.status).toBe(201);
  expect(await names(`created_by=${by}&q=child`)).toEqual(["child"]);
  expect(await names(`created_by=usr_${"0".repeat(25)}`)).toEqual([]);
});

test.each([
  "sort=",
  "sort=last_used_at",
  "sort=name,created_at",
  "sort=--name",
  "sort=name&sort=name",
  "status=",
  "status=active,",
  "status=active,unknown",
  "status=active,active,active,active,active",
  "status=ACTIVE",
  "created_by=ada",
  "created_by=key_0000000000000000000000000",
  "scope=",
  `scope=${"a".repeat(101)}`,
  `q=${"a".repeat(101)}`,
  `cursor=${"a".repeat(1001)}`,
  "limit=101",
])("?%s is refused", async (query) => {
  expectProblem(await read(`/keys?${query}`), 400, "invalid_parameter");
});
