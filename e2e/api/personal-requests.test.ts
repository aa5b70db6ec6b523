import { expect, inject, test } from "vitest";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { workspaceOf } from "#e2e/api/invitations.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { addMember, inWorkspace } from "#e2e/api/workspaces.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));

test("members don't see what others do with their own account or as an operator", async () => {
  const [operator, viewer] = [await newOperator(server), await newDeveloper(server)];
  const workspaceId = await workspaceOf(server, operator);
  await addMember(server, workspaceId, viewer, "viewer");
  const { secret } = await newKey(server, operator, { scopes: ["usage:read"] });
  const own = { token: operator.accessToken };
  const personal = [
    await operate(server, operator, "GET", `workspaces/${await workspaceOf(server, viewer)}`),
    await operate(server, operator, "GET", "overview"),
    await call(server, "PATCH", "/api/v1/me", { ...own, body: { name: "Somebody" } }),
    await call(server, "GET", "/api/v1/auth/sessions", own),
  ];
  expect(personal.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const ids = personal.map(({ headers }) => headers.get("request-id")!);
  const readers = [inWorkspace(viewer, workspaceId), { key: secret }];
  for (const reader of readers) {
    const listed = await call(server, "GET", "/api/v1/requests?limit=100", reader);
    const paths = listed.body.data.map(({ path }: { path: string }) => path);
    expect(paths).toContain("/api/v1/keys");
    for (const id of ids) {
      expect(listed.body.data.map(({ request_id }: { request_id: string }) => request_id)).not.toContain(id);
      expectProblem(await call(server, "GET", `/api/v1/requests/${id}`, reader), 404, "not_found");
    }
  }
  for (const id of ids) {
    expect((await call(server, "GET", `/api/v1/requests/${id}`, own)).status).toBe(200);
    const found = await operate(server, operator, "POST", "lookup", { request_id: id });
    expect(found.body.data.request).toMatchObject({ request_id: id });
  }
});
