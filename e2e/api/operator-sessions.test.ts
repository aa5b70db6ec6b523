import { beforeAll, expect, inject, test } from "vitest";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import { call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { auditOf, newOperator, operate, userIdOf } from "#e2e/api/operators.ts";
import { account } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
let operator: Developer;
beforeAll(async () => {
  operator = await newOperator(server);
});

const operators = (method: string, path: string) => operate(server, operator, method, path);
const me = async (request: object) => (await call(server, "GET", "/api/v1/me", request)).status;
interface Listed {
  id: string;
  kind: string;
}

test("operators see where a user is logged in, without secrets, and end one session with the next request", async () => {
  const ada = await newDeveloper(server);
  const id = await userIdOf(server, ada);
  const cookie = await sessionCookie(server, ada);
  const asBrowser = { cookie, headers: { "sec-fetch-site": "same-origin" } };
  const second = (await account(server, "login", { email: ada.email, password: ada.password })).body.data;
  const { status, body } = await operators("GET", `users/${id}/sessions`);
  expect(status).toBe(200);
  expect(body.data).toHaveLength(3);
  const sessions: Listed[] = body.data;
  for (const session of sessions)
    expect(Object.keys(session).sort()).toEqual(
      ["id", "kind", "current", "ip", "user_agent", "created_at", "last_used_at", "expires_at"].sort(),
    );
  const browser = sessions.find(({ kind }) => kind === "browser")!;
  expect(browser).toMatchObject({ ip: expect.any(String), current: false });
  for (const secret of [ada.accessToken, ada.refreshToken, cookie.split("=")[1]!, second.refresh_token])
    expect(JSON.stringify(body)).not.toContain(secret);

  expect([await me({ token: ada.accessToken }), await me(asBrowser)]).toEqual([200, 200]);
  expect((await operators("DELETE", `users/${id}/sessions/${browser.id}`)).status).toBe(204);
  expect([await me({ token: ada.accessToken }), await me(asBrowser)]).toEqual([200, 401]);
  expect(await auditOf(server, browser.id)).toEqual(["session.started by user", "session.ended by operator"]);

  // Of an API client, its refresh token ends, too.
  const own = await call(server, "GET", "/api/v1/auth/sessions", { token: second.access_token });
  const current = own.body.data.find((session: { current: boolean }) => session.current);
  expect((await operators("DELETE", `users/${id}/sessions/${current.id}`)).status).toBe(204);
  expect([await me({ token: ada.accessToken }), await me({ token: second.access_token })]).toEqual([
    200, 401,
  ]);
  const refreshed = await account(server, "refresh", { refresh_token: second.refresh_token });
  expectProblem(refreshed, 401, "invalid_refresh_token", "revoked");
  expect((await operators("GET", `users/${id}/sessions`)).body.data).toHaveLength(1);
});

test("a session that has ended, of another user or that doesn't exist is not found, and nothing ends", async () => {
  const [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  const [adaId, bobId] = [await userIdOf(server, ada), await userIdOf(server, bob)];
  const [{ id }] = (await operators("GET", `users/${bobId}/sessions`)).body.data;
  const end = (userId: string, sessionId: string) =>
    operators("DELETE", `users/${userId}/sessions/${sessionId}`);
  expectProblem(await end(adaId, id), 404, "not_found");
  expect(await me({ token: bob.accessToken })).toBe(200);
  expect((await end(bobId, id)).status).toBe(204);
  for (const path of [id, `ses_${"0".repeat(25)}`, "ses_1"])
    expectProblem(await end(bobId, path), 404, "not_found");
  expect(await auditOf(server, id)).toEqual(["session.started by user", "session.ended by operator"]);
  expectProblem(await operators("GET", `users/usr_${"0".repeat(25)}/sessions`), 404, "not_found");
});

test("operators see which session is their own", async () => {
  const { body } = await operators("GET", `users/${await userIdOf(server, operator)}/sessions`);
  expect(body.data).toMatchObject([{ current: true, kind: "api" }]);
});
