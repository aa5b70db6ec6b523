import { setTimeout as delay } from "node:timers/promises";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { expect, inject, test } from "vitest";
import { call, newDeveloper } from "#e2e/api/client.ts";
import { account } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { ageUsedRefreshTokens } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const refresh = (refresh_token: string) => account(server, "refresh", { refresh_token });
const me = (token: string) => call(server, "GET", "/api/v1/me", { token });

test("a refresh token gives a new pair, and the older access token stays valid", async () => {
  const { accessToken, refreshToken } = await newDeveloper(server);
  const { status, body } = await refresh(refreshToken);
  expect(status).toBe(200);
  expect(body).toEqual({
    data: {
      access_token: expect.any(String),
      refresh_token: expect.not.stringMatching(refreshToken),
      token_type: "bearer",
      expires_in: 3600,
    },
  });
  expect((await me(body.data.access_token)).status).toBe(200);
  expect((await me(accessToken)).status).toBe(200);
  expect((await refresh(body.data.refresh_token)).status).toBe(200);
});

test("a refresh token used again after 10 seconds ends its session for both holders", async () => {
  const developer = await newDeveloper(server);
  const { accessToken, refreshToken } = developer;
  const { data: next } = (await refresh(refreshToken)).body;
  await ageUsedRefreshTokens(server, developer, 10);
  expectProblem(await refresh(refreshToken), 401, "invalid_refresh_token", "reused");
  expectProblem(await me(accessToken), 401, "invalid_token", "revoked");
  expectProblem(await me(next.access_token), 401, "invalid_token", "revoked");
  expectProblem(await refresh(next.refresh_token), 401, "invalid_refresh_token", "revoked");
});

test("a refresh token used again within 10 seconds lost a race: 409, and the session goes on", async () => {
  const developer = await newDeveloper(server);
  const { accessToken, refreshToken } = developer;
  const { data: next } = (await refresh(refreshToken)).body;
  for (const seconds of [0, 1, 6]) {
    await ageUsedRefreshTokens(server, developer, seconds);
    const lost = await refresh(refreshToken);
    expectProblem(lost, 409, "conflict", "already_refreshed");
    expect(JSON.stringify(lost.body)).not.toMatch(/eyJ|lk_refresh/);
  }
  for (const token of [accessToken, next.access_token]) expect((await me(token)).status).toBe(200);
  expect((await refresh(next.refresh_token)).status).toBe(200);
});

test("losing a race doesn't put off the end of its 10 seconds", async () => {
  const developer = await newDeveloper(server);
  await refresh(developer.refreshToken);
  await ageUsedRefreshTokens(server, developer, 7);
  expectProblem(await refresh(developer.refreshToken), 409, "conflict", "already_refreshed");
  await delay(3000);
  expectProblem(await refresh(developer.refreshToken), 401, "invalid_refresh_token", "reused");
});

test("a refresh token of an ended session is revoked, also within 10 seconds of its use", async () => {
  const { accessToken, refreshToken } = await newDeveloper(server);
  await refresh(refreshToken);
  expect((await call(server, "POST", "/api/v1/auth/logout", { token: accessToken })).status).toBe(204);
  expectProblem(await refresh(refreshToken), 401, "invalid_refresh_token", "revoked");
});

test("reusing a refresh token leaves the user's other sessions alone", async () => {
  const developer = await newDeveloper(server);
  const { email, password, refreshToken } = developer;
  const { data: other } = (await account(server, "login", { email, password })).body;
  await refresh(refreshToken);
  await ageUsedRefreshTokens(server, developer, 60);
  expectProblem(await refresh(refreshToken), 401, "invalid_refresh_token", "reused");
  expect((await me(other.access_token)).status).toBe(200);
  expect((await refresh(other.refresh_token)).status).toBe(200);
});

test("of 20 concurrent uses of a refresh token exactly one works, the others get 409, and the session goes on", async () => {
  for (let round = 0; round < 5; round += 1) {
    const developer = await newDeveloper(server);
    const { accessToken, refreshToken } = developer;
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    for (const answer of answers)
      if (answer.status !== 200) expectProblem(answer, 409, "conflict", "already_refreshed");
    const next = won[0]!.body.data;
    for (const token of [accessToken, next.access_token]) expect((await me(token)).status).toBe(200);
    const again = (await refresh(next.refresh_token)).body.data;
    // The thief comes later.
    await ageUsedRefreshTokens(server, developer, 10);
    const late = await Promise.all(Array.from({ length: 5 }, () => refresh(refreshToken)));
    for (const answer of late) expectProblem(answer, 401, "invalid_refresh_token", "reused");
    expectProblem(await me(again.access_token), 401, "invalid_token", "revoked");
    expectProblem(await refresh(again.refresh_token), 401, "invalid_refresh_token", "revoked");
  }
});

test("an invalid refresh token is unknown", async () => {
  const { accessToken } = await newDeveloper(server);
  for (const token of ["lk_refresh_nothing", accessToken])
    expectProblem(await refresh(token), 401, "invalid_refresh_token", "unknown");
});

test("a backend that knows only the documentation can verify an access token", async () => {
  const { accessToken } = await newDeveloper(server);
  const keys = createRemoteJWKSet(new URL(`${server.url}/.well-known/jwks.json`));
  const { payload, protectedHeader } = await jwtVerify(accessToken, keys, {
    issuer: server.url,
    audience: "api",
    algorithms: ["EdDSA"],
    typ: "at+jwt",
    requiredClaims: ["sub", "sid", "jti", "iat", "exp", "client_id"],
  });
  const { data } = (await me(accessToken)).body;
  expect(payload).toMatchObject({ sub: data.actor.id, client_id: "latchkey" });
  expect(payload.exp! - payload.iat!).toBe(3600);
  expect(protectedHeader.kid).toBeTruthy();
});
