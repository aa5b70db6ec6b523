import { beforeAll, expect, inject, test } from "vitest";
import { type Answer, type Call, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { newOperator } from "#e2e/api/operators.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { rawAnswer } from "#e2e/api/raw-http.ts";
import { query } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";
import { isForOperators, loadRoutes } from "#lib/api/routes.ts";

const server = connectTo(inject("server"));

let operator: Developer;
let others: Record<string, Call>;
let paths: string[];

beforeAll(async () => {
  operator = await newOperator(server);
  const developer = await newDeveloper(server);
  const key = await newKey(server, developer, { scopes: ["keys:read", "keys:write", "workspace:read"] });
  const asOperator = { token: operator.accessToken, body: { name: `access-${Date.now()}` } };
  const service = await call(server, "POST", "/api/v1/operator/services", asOperator);
  others = {
    "no credential": {},
    "a user": { token: developer.accessToken },
    "a user of another workspace": { token: developer.accessToken, headers: { "x-workspace-id": "ws_no" } },
    "a key": { key: key.secret },
    "an unknown key": { key: "nonsense" },
    "a service": { token: service.body.data.secret },
    "a broken token": { token: "eyJhbGciOiJFUzI1NiJ9.e30.AAAA" },
    "two credentials": { key: key.secret, token: developer.accessToken },
  };
  paths = (await loadRoutes()).filter(isForOperators).map(({ path }) => path.replace(/\{\w+\}/, "any"));
});

const TEXT = { "content-type": "text/plain" };

const shown = ({ status, headers, body }: Answer, requestId = headers.get("request-id")!) => ({
  status,
  headers: [...headers.keys()].sort(),
  body: JSON.stringify(body).replaceAll(requestId, ""),
});

test("to everyone but operators, every method of every path answers as an unknown path, before parsing", async () => {
  expect(paths.length).toBeGreaterThan(10);
  for (const [who, credential] of Object.entries(others)) {
    const unknown = await call(server, "GET", "/api/v1/operator/nothing", credential);
    expectProblem(unknown, 404, "not_found");
    for (const path of paths)
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
        const sent = ["GET", "OPTIONS"].includes(method)
          ? credential
          : { ...credential, rawBody: '{"broken', headers: { ...credential.headers, ...TEXT } };
        const answer = await call(server, method, path, sent);
        expect(shown(answer), `${method} ${path} for ${who}`).toEqual(shown(unknown));
      }
  }
});

test("to everyone but operators, the answer is that of an unknown path in every byte", async () => {
  const { host } = new URL(server.url);
  const answerTo = async (method: string, path: string, credential: string) => {
    const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, ...(credential ? [credential] : [])];
    const answer = await rawAnswer(server, `${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n`);
    return answer.replace(/^date: .*$/im, "").replaceAll(/req_\w+/g, "");
  };
  for (const credential of ["", `Authorization: Bearer ${others["a user"]!.token}`])
    for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) {
      const unknown = await answerTo(method, "/api/v1/operator/nothing", credential);
      expect(unknown).toContain("HTTP/1.1 404");
      for (const path of paths.slice(0, 5))
        expect(await answerTo(method, path, credential), `${method} ${path}`).toBe(unknown);
    }
});

test("operators get 405 for a method that a route doesn't have", async () => {
  const asOperator = { token: operator.accessToken };
  const answer = await call(server, "PUT", "/api/v1/operator/plans", asOperator);
  expectProblem(answer, 405, "method_not_allowed");
  expect(answer.headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
  expect((await call(server, "HEAD", "/api/v1/operator/plans", asOperator)).status).toBe(200);
});

test("an operator's rights end with the next request", async () => {
  const former = await newOperator(server);
  const list = () => call(server, "GET", "/api/v1/operator/plans", { token: former.accessToken });
  expect((await list()).status).toBe(200);
  const no = server.dialect === "sqlite" ? 0 : false;
  await query(server, "update users set operator = $1 where email = $2", [no, former.email]);
  expectProblem(await list(), 404, "not_found");
});
