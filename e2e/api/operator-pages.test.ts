import { beforeAll, expect, inject, test } from "vitest";
import { operatorSections } from "#components/shell/operator-sections.ts";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import { call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { newOperator, userIdOf } from "#e2e/api/operators.ts";
import { query } from "#e2e/api/store.ts";
import { unknownId } from "#e2e/api/tenant-table/targets.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
let operator: Developer;
let cookie: string;
let paths: string[];

beforeAll(async () => {
  operator = await newOperator(server);
  cookie = await sessionCookie(server, operator);
  const me = await call(server, "GET", "/api/v1/me", { token: operator.accessToken });
  paths = [
    ...operatorSections.map(({ href }) => href),
    `/operator/users/${await userIdOf(server, operator)}`,
    `/operator/workspaces/${me.body.data.workspace.id}`,
  ];
});

const statusOf = async (path: string, sent = cookie) =>
  (await call(server, "GET", path, { cookie: sent })).status;

test("operators see every page of the desk, also without a workspace", async () => {
  for (const path of paths) expect([path, await statusOf(path)]).toEqual([path, 200]);
  const lonely = await newOperator(server);
  await query(server, "delete from members where user_id = $1", [await userIdOf(server, lonely)]);
  expect(await statusOf("/operator", await sessionCookie(server, lonely))).toBe(200);
});

test("other users get the page for unknown addresses, which says nothing of a desk", async () => {
  const other = await sessionCookie(server, await newDeveloper(server));
  for (const path of [...paths, "/operator/users/usr_1", "/operator/nothing"]) {
    const { status, body } = await call(server, "GET", path, { cookie: other });
    expect([path, status]).toEqual([path, 404]);
    expect(String(body)).toContain("Page not found");
    expect(String(body)).not.toMatch(/Operator desk|User not found|Workspace not found/);
  }
});

test("who isn't logged in logs in first, and returns to the same page", async () => {
  const { status, headers } = await call(server, "GET", "/operator/users?status=suspended");
  expect(status).toBe(307);
  const to = new URL(headers.get("location")!, server.url);
  expect([to.pathname, to.searchParams.get("next")]).toEqual(["/login", "/operator/users?status=suspended"]);
});

// As a browser asks for a page, and as Next's own code does when a link is followed.
const kinds: [string, Record<string, string>][] = [
  ["a page", {}],
  ["the data of a page", { rsc: "1" }],
  ["the data of a prefetched page", { rsc: "1", "next-router-prefetch": "1" }],
];

test.each(kinds)(
  "%s of the desk is answered to strangers like one that doesn't exist",
  async (_, headers) => {
    const stranger = await sessionCookie(server, await newDeveloper(server));
    const asked = [...paths, "/operator/users/usr_1", "/operator/mail/", "/%6fperator/mail"];
    for (const cookie of [undefined, "latchkey-session=lk_session_ended", stranger]) {
      const answer = async (path: string) => {
        const sent = await call(server, "GET", path, { cookie, headers });
        const location = sent.headers.get("location");
        const nonce =
          sent.headers.get("content-security-policy")?.match(/'nonce-([^']+)'/)?.[1] ?? "no nonce";
        return {
          status: sent.status,
          // What names the request is different in each.
          to: location?.replace(encodeURIComponent(path), "PATH"),
          // Each answer has its own nonce, time, and number of Next.
          body: String(sent.body ?? "")
            .replaceAll(nonce, "")
            .replaceAll(/"serverMs\W+\d+|"[\w-]{21}[vm]"/g, ""),
          names: [...sent.headers.keys()].sort(),
        };
      };
      const unknown = await answer("/operator/nothing/of/the/kind");
      expect(unknown.status).toBe(cookie === stranger ? 404 : 307);
      if (cookie !== stranger) expect(unknown.body).toBe("");
      for (const path of asked) expect([path, await answer(path)]).toEqual([path, unknown]);
    }
  },
);

test("an operator's rights end with the next page", async () => {
  const former = await newOperator(server);
  const sent = await sessionCookie(server, former);
  expect(await statusOf("/operator", sent)).toBe(200);
  const no = server.dialect === "sqlite" ? 0 : false;
  await query(server, "update users set operator = $1 where email = $2", [no, former.email]);
  expect(await statusOf("/operator", sent)).toBe(404);
});

test("what doesn't exist is a 404, and what a URL can't mean is ignored", async () => {
  for (const path of [
    `/operator/users/${unknownId("usr_")}`,
    `/operator/workspaces/${unknownId("ws_")}`,
    "/operator/users/a%20b",
    "/operator/workspaces/%F0%9F%92%A5",
  ])
    expect([path, await statusOf(path)]).toEqual([path, 404]);
  for (const list of ["users", "workspaces"])
    for (const name of ["q", "status", "plan", "joined", "plan_requested", "cursor"]) {
      const path = `/operator/${list}?${name}=a%00b`;
      expect([path, await statusOf(path)]).toEqual([path, 200]);
    }
});

test("a page of the desk sends a secret nowhere else", async () => {
  const { status, headers } = await call(server, "GET", "/operator/lookup?secret=lk_live_abc");
  expect(status).toBe(307);
  expect(headers.get("location")).not.toContain("lk_live_abc");
});
