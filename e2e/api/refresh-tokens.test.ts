import { expect, inject, test } from "vitest";
import { call, newDeveloper } from "#e2e/api/client.ts";
import { account } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
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

test("a refresh token used twice ends its session for both holders", async () => {
  const { accessToken, refreshToken } = await newDeveloper(server);
  const { data: next } = (await refresh(refreshToken)).body;
  expectProblem(await refresh(refreshToken), 401, "invalid_refresh_token", "reused");
  expectProblem(await me(accessToken), 401, "invalid_token", "revoked");
  expectProblem(await me(next.access_token), 401, "invalid_token", "revoked");
  expectProblem(await refresh(next.refresh_token), 401, "invalid_refresh_token", "revoked");
});

test("reusing a refresh token leaves the user's other sessions alone", async () => {
  const { email, password, refreshToken } = await newDeveloper(server);
  const { data: other } = (await account(server, "login", { email, password })).body;
  await refresh(refreshToken);
  await refresh(refreshToken);
  expect((await me(other.access_token)).status).toBe(200);
  expect((await refresh(other.refresh_token)).status).toBe(200);
});

test("of 20 concurrent uses of a refresh token at most one works, and the session ends", async () => {
  for (let round = 0; round < 3; round += 1) {
    const { accessToken, refreshToken } = await newDeveloper(server);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    for (const answer of answers)
      if (answer.status !== 200) expect(answer.body.code).toBe("invalid_refresh_token");
    expectProblem(await me(accessToken), 401, "invalid_token", "revoked");
    for (const { body } of won) {
      expectProblem(await me(body.data.access_token), 401, "invalid_token", "revoked");
      expectProblem(await refresh(body.data.refresh_token), 401, "invalid_refresh_token", "revoked");
    }
  }
});

test("an invalid refresh token is unknown", async () => {
  const { accessToken } = await newDeveloper(server);
  for (const token of ["lk_refresh_nothing", accessToken])
    expectProblem(await refresh(token), 401, "invalid_refresh_token", "unknown");
});
