import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, inject, test } from "vitest";
import { call, newDeveloper } from "#e2e/api/client.ts";
import { account, mailedToken, newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { clearThrottles } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const me = (token: string) => call(server, "GET", "/api/v1/me", { token });
const refresh = (refresh_token: string) => account(server, "refresh", { refresh_token });
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

test("sign-up, verification and login give exactly the documented answers", async () => {
  const { email, password } = newPerson();
  const signUp = await account(server, "signup", { email, password, name: "Ada" });
  expect(signUp.status).toBe(202);
  expect(signUp.body).toEqual({ data: { email, status: "verification_sent" } });

  expectProblem(await account(server, "login", { email, password }), 403, "email_not_verified");

  const verified = await account(server, "verify", { token: await mailedToken(server, email) });
  expect(verified.status).toBe(200);
  expect(verified.body).toEqual({ data: { email, email_verified: true } });

  const login = await account(server, "login", { email, password });
  expect(login.status).toBe(200);
  expect(login.body).toEqual({
    data: {
      access_token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
      refresh_token: expect.stringMatching(/^\S{40,}$/),
      token_type: "bearer",
      expires_in: 3600,
    },
  });
  expect(login.headers.get("cache-control")).toBe("no-store");

  const { body } = await me(login.body.data.access_token);
  expect(body).toEqual({
    data: {
      actor: { type: "user", id: expect.stringMatching(/^usr_/), name: "Ada", email },
      workspace: {
        id: expect.stringMatching(/^ws_/),
        name: "Ada's workspace",
        plan: "trial",
        role: "owner",
      },
      environment: null,
      scopes: expect.arrayContaining(["keys:read", "keys:write", "usage:read", "workspace:read"]),
      notifications: { key_expiring: true },
      pending_email: null,
    },
  });
});

test("an email address is one account, regardless of case and surrounding space", async () => {
  const { email, password } = await newDeveloper(server);
  const login = await account(server, "login", { email: ` ${email.toUpperCase()} `, password });
  expect(login.status).toBe(200);
});

test("signing up again with a verified address changes nothing and notifies its owner", async () => {
  const { email, password } = await newDeveloper(server);
  await clearThrottles(server);
  const again = await account(server, "signup", { email, password: "another password entirely" });
  expect(again.status).toBe(202);
  const mail = await server.mailbox.next(email, { subject: /already have an account/ });
  expect(mail.links.some((link) => link.includes("token"))).toBe(false);
  expectProblem(
    await account(server, "login", { email, password: "another password entirely" }),
    401,
    "invalid_credentials",
  );
  expect((await account(server, "login", { email, password })).status).toBe(200);
});

test("an access token can be verified with the published public keys", async () => {
  const { accessToken } = await newDeveloper(server);
  const jwks = await call(server, "GET", "/.well-known/jwks.json");
  expect(jwks.status).toBe(200);
  expect(jwks.body.keys.every((key: object) => !("d" in key))).toBe(true);
  const { payload } = await jwtVerify(accessToken, createLocalJWKSet(jwks.body), {
    issuer: server.url,
    audience: "api",
  });
  expect(payload.sub).toMatch(/^usr_/);
  expect(payload.exp! - payload.iat!).toBe(3600);
});

test("unsigned, forged and altered access tokens are refused", async () => {
  const { accessToken } = await newDeveloper(server);
  const [head, payload, signature] = accessToken.split(".") as [string, string, string];
  const unsigned = Buffer.from('{"alg":"none"}').toString("base64url");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const other = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 1 })).toString("base64url");
  const forged = [`${unsigned}.${payload}.x`, `${head}.${other}.${signature}`, `${head}.${payload}.AAAA`];
  for (const token of forged) expectProblem(await me(token), 401, "invalid_token", "malformed");
});

test("sessions are listed with the current one marked, and ending one revokes its tokens immediately", async () => {
  const { email, password, accessToken } = await newDeveloper(server);
  const { data: second } = (await account(server, "login", { email, password }, "203.0.113.7")).body;
  const { body } = await call(server, "GET", "/api/v1/auth/sessions", { token: accessToken });
  expect(body.data).toHaveLength(2);
  const other = body.data.find((session: { current: boolean }) => !session.current);
  expect(other).toEqual({
    id: expect.stringMatching(/^ses_/),
    kind: "api",
    current: false,
    ip: "203.0.113.7",
    user_agent: "node",
    created_at: INSTANT,
    last_used_at: INSTANT,
    expires_at: INSTANT,
  });
  const end = () => call(server, "DELETE", `/api/v1/auth/sessions/${other.id}`, { token: accessToken });
  expect((await end()).status).toBe(204);
  expectProblem(await me(second.access_token), 401, "invalid_token", "revoked");
  expectProblem(await refresh(second.refresh_token), 401, "invalid_refresh_token", "revoked");
  expectProblem(await end(), 404, "not_found");
  expect((await me(accessToken)).status).toBe(200);
});

test("logout ends the session of the refresh token, or its own, with all access tokens", async () => {
  const { email, password, accessToken, refreshToken } = await newDeveloper(server);
  const { data: second } = (await account(server, "login", { email, password })).body;

  expect((await account(server, "logout", { refresh_token: refreshToken })).status).toBe(204);
  expectProblem(await me(accessToken), 401, "invalid_token", "revoked");
  expectProblem(await refresh(refreshToken), 401, "invalid_refresh_token", "revoked");

  const logout = { token: second.access_token };
  expect((await call(server, "POST", "/api/v1/auth/logout", logout)).status).toBe(204);
  expectProblem(await me(second.access_token), 401, "invalid_token", "revoked");
  expectProblem(await call(server, "POST", "/api/v1/auth/logout"), 401, "unauthorized");
});

test("a password reset ends every session and replaces the password", async () => {
  const { email, password, accessToken, refreshToken } = await newDeveloper(server);
  await clearThrottles(server);
  const forgot = await account(server, "password/forgot", { email });
  expect(forgot.status).toBe(202);
  expect(forgot.body).toEqual({ data: { email, status: "reset_sent" } });

  const token = await mailedToken(server, email, /Reset your password/);
  expectProblem(
    await account(server, "password/reset", { token, password: "short" }),
    422,
    "validation_failed",
  );
  const fresh = "the sea was calm that day";
  const reset = await account(server, "password/reset", { token, password: fresh });
  expect(reset.status).toBe(200);
  expect(reset.body).toEqual({ data: { email, status: "password_changed" } });

  expectProblem(await me(accessToken), 401, "invalid_token", "revoked");
  expectProblem(await refresh(refreshToken), 401, "invalid_refresh_token", "revoked");
  expectProblem(await account(server, "login", { email, password }), 401, "invalid_credentials");
  expect((await account(server, "login", { email, password: fresh })).status).toBe(200);
  await server.mailbox.next(email, { subject: /was changed/ });
  expectProblem(await account(server, "password/reset", { token, password: fresh }), 410, "code_used");
});

test.each([
  ["seven characters", "s3ven!!", "too_small"],
  ["129 characters", "x".repeat(129), "too_big"],
  ["one that everybody tries first", "password123", "common_password"],
  ["one that everybody tries first, in capitals", "PASSWORD123", "common_password"],
  ["its own address", "", "common_password"],
])("a password of %s is refused with pointer and reason", async (_, password, code) => {
  const { email } = newPerson();
  const refused = await account(server, "signup", { email, password: password || email });
  expectProblem(refused, 422, "validation_failed");
  expect(refused.body.errors).toEqual([{ pointer: "/password", code, detail: expect.any(String) }]);
});

test("every character of a 128-character password counts", async () => {
  const { email } = newPerson();
  const password = `${"long and longer ".repeat(7)}0123456789abcdef`;
  expect(password).toHaveLength(128);
  expect((await account(server, "signup", { email, password })).status).toBe(202);
  await account(server, "verify", { token: await mailedToken(server, email) });
  const almost = `${password.slice(0, 127)}X`;
  expectProblem(await account(server, "login", { email, password: almost }), 401, "invalid_credentials");
  expect((await account(server, "login", { email, password })).status).toBe(200);
});

test("10 failed logins delay that account from that network only", async () => {
  const { email, password } = await newDeveloper(server);
  const ip = "198.51.100.9";
  for (let i = 0; i < 10; i += 1)
    expectProblem(
      await account(server, "login", { email, password: "wrong" }, ip),
      401,
      "invalid_credentials",
    );
  const delayed = await account(server, "login", { email, password }, ip);
  expectProblem(delayed, 429, "too_many_attempts");
  expect(Number(delayed.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await account(server, "login", { email, password })).status).toBe(200);
});
