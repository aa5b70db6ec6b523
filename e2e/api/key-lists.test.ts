import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
});

interface Listed {
  id: string;
  name: string;
  created_at: string;
}

async function list(query: string, developer = ada) {
  const { status, body } = await call(server, "GET", `/api/v1/keys?${query}`, {
    token: developer.accessToken,
  });
  expect(status).toBe(200);
  return body as { data: Listed[]; meta: { next_cursor: string | null } };
}

const change = (id: string, body: object) =>
  call(server, "PATCH", `/api/v1/keys/${id}`, { token: ada.accessToken, body });
const names = async (query: string) => (await list(query)).data.map(({ name }) => name).sort();

test("paging neither skips nor repeats a key while other keys are created", async () => {
  const bea = await newDeveloper(server);
  const there = await Promise.all(Array.from({ length: 30 }, () => newKey(server, bea)));
  let paging = true;
  const making = (async () => {
    let made = 0;
    for (; paging && made < 200; made += 4) await Promise.all([1, 2, 3, 4].map(() => newKey(server, bea)));
    return made;
  })();
  const seen: Listed[] = [];
  let cursor: string | null = "";
  do {
    const page = await list(`limit=7${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, bea);
    expect(page.data.length).toBeLessThanOrEqual(7);
    seen.push(...page.data);
    cursor = page.meta.next_cursor;
  } while (cursor && seen.length < 400);
  paging = false;
  expect(await making).toBeGreaterThan(0);
  const ids = seen.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(there.map(({ id }) => id)));
  const inOrder = seen.toSorted((a, b) => b.created_at.localeCompare(a.created_at) || (a.id < b.id ? 1 : -1));
  expect(ids).toEqual(inOrder.map(({ id }) => id));
});

test("the last full page has no next cursor, and the default page size is 20", async () => {
  const cleo = await newDeveloper(server);
  await Promise.all(Array.from({ length: 21 }, () => newKey(server, cleo)));
  expect((await list("limit=21", cleo)).meta.next_cursor).toBeNull();
  const first = await list("", cleo);
  expect(first.data).toHaveLength(20);
  const last = await list(`cursor=${first.meta.next_cursor}`, cleo);
  expect(last.data).toHaveLength(1);
  expect(last.meta.next_cursor).toBeNull();
});

test("a cursor from another workspace lists only one's own keys", async () => {
  const [dora, eve] = [await newDeveloper(server), await newDeveloper(server)];
  const own = await newKey(server, dora);
  await Promise.all([1, 2, 3].map(() => newKey(server, eve)));
  const { next_cursor } = (await list("limit=1", eve)).meta;
  for (const { id } of (await list(`cursor=${next_cursor}`, dora)).data) expect(id).toBe(own.id);
});

test("keys can be filtered by environment, status, external ID, and part of name or hint", async () => {
  const soon = new Date(Date.now() + 300).toISOString();
  const [, disabled, , revoked, odd] = await Promise.all([
    newKey(server, ada, { name: "Active One", environment: "test", external_id: "cust_1" }),
    newKey(server, ada, { name: "disabled one", external_id: "cust_1" }),
    newKey(server, ada, { name: "expired one", expires_at: soon }),
    newKey(server, ada, { name: "revoked one" }),
    newKey(server, ada, { name: "50%_off \\ 'or'" }),
  ]);
  await change(disabled.id, { enabled: false });
  await call(server, "DELETE", `/api/v1/keys/${revoked.id}`, { token: ada.accessToken });
  await delay(400);

  expect(await names("environment=test")).toEqual(["Active One"]);
  expect(await names("environment=live")).toHaveLength(4);
  expect(await names("status=active")).toEqual(["50%_off \\ 'or'", "Active One"]);
  expect(await names("status=disabled")).toEqual(["disabled one"]);
  expect(await names("status=expired")).toEqual(["expired one"]);
  expect(await names("status=revoked")).toEqual(["revoked one"]);
  expect(await names("external_id=cust_1")).toEqual(["Active One", "disabled one"]);
  expect(await names("external_id=cust_1&status=active")).toEqual(["Active One"]);
  expect(await names("q=aCTIVE%20o")).toEqual(["Active One"]);
  for (const literal of ["50%25_", "_off", "%5C", "'or'", "%25"])
    expect(await names(`q=${literal}`), literal).toEqual(["50%_off \\ 'or'"]);
  expect(await names(`q=${encodeURIComponent(odd.secret.slice(-4).toLowerCase())}`)).toContain(
    "50%_off \\ 'or'",
  );
  expect(await names("external_id=cust")).toEqual([]);
});
