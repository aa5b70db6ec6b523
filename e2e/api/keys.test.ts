import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Answer, call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { setPlan } from "#e2e/api/store.ts";
import { connectTo } from "#e2e/test-server.ts";

const server = connectTo(inject("server"));
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
let ada: Developer;

beforeAll(async () => {
  ada = await newDeveloper(server);
  await setPlan(server, ada);
});

const me = (key: string) => call(server, "GET", "/api/v1/me", { key });
const asAda = (method: string, path: string, body?: object) =>
  call(server, method, `/api/v1/keys${path}`, { token: ada.accessToken, body });
const withKey = (key: string, method: string, path: string, body?: object) =>
  call(server, method, `/api/v1/keys${path}`, { key, body });

/** CRC-32 (IEEE 802.3), computed bit by bit from its definition. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const cameAt = ({ headers }: Answer) => fromBase62(headers.get("request-id")!.slice("req_".length, -17));
const fromBase62 = (text: string) => [...text].reduce((value, c) => value * 62 + ALPHABET.indexOf(c), 0);

describe("a key", () => {
  test("is created, read and listed in the documented shape, with its secret only in the first response", async () => {
    const body = {
      name: "ci-pipeline",
      environment: "test",
      scopes: ["data:read", "keys:read"],
      external_id: "customer 7",
      metadata: { team: "blue", nested: { list: [1, null, true] } },
      rate_limit: { requests: 1000, window_seconds: 60 },
      expires_at: "2031-01-31T12:00:00.250+01:00",
    };
    const made = await asAda("POST", "", body);
    expect(made.status).toBe(201);
    const { secret, ...key } = made.body.data;
    expect(key).toStrictEqual({
      id: expect.stringMatching(/^key_[0-9A-Za-z]{20,}$/),
      hint: `${secret.slice(0, "lk_test_".length + 4)}…${secret.slice(-4)}`,
      ...body,
      status: "active",
      expires_at: "2031-01-31T11:00:00.250Z",
      last_used_at: null,
      created_at: INSTANT,
      created_by: {
        type: "user",
        id: expect.stringMatching(/^usr_/),
        user_id: expect.stringMatching(/^usr_/),
      },
      revoked_at: null,
      rotation: null,
    });
    expect((await asAda("GET", `/${key.id}`)).body).toStrictEqual({ data: key });
    const listed = (await asAda("GET", "?external_id=customer%207")).body;
    expect(listed).toStrictEqual({ data: [key], meta: { next_cursor: null } });
  });

  test("created without options is live, unlimited, without scopes and without expiry", async () => {
    const { body } = await asAda("POST", "", {});
    expect(body.data).toMatchObject({
      name: null,
      environment: "live",
      scopes: [],
      external_id: null,
      metadata: {},
      rate_limit: null,
      expires_at: null,
    });
  });

  test.each(["live", "test"])(
    "for %s has the documented format with a CRC-32 checksum",
    async (environment) => {
      const secrets = await Promise.all(
        Array.from({ length: 5 }, async () => (await newKey(server, ada, { environment })).secret),
      );
      for (const secret of secrets) {
        expect(secret).toMatch(new RegExp(`^lk_${environment}_[0-9A-Za-z]{36}$`));
        expect(fromBase62(secret.slice(-6))).toBe(crc32(secret.slice(0, -6)));
      }
      expect(new Set(secrets).size).toBe(5);
    },
  );

  test("with a typo is malformed, and one with a correct checksum that was never created is unknown", async () => {
    const { secret } = await newKey(server, ada);
    const other = secret[10] === "a" ? "b" : "a";
    const typo = secret.slice(0, 10) + other + secret.slice(11);
    for (const wrong of [typo, secret.slice(0, 15), "lk", "."])
      expectProblem(await me(wrong), 401, "invalid_api_key", "malformed");
    // Keys in another format could have been imported.
    for (const wrong of [secret.slice(0, -1), `${secret}0`, secret.toUpperCase()])
      expectProblem(await me(wrong), 401, "invalid_api_key", "unknown");

    const body = typo.slice(0, -6);
    let [rest, checksum] = [crc32(body), ""];
    for (; checksum.length < 6; rest = Math.floor(rest / 62)) checksum = ALPHABET[rest % 62] + checksum;
    expectProblem(await me(body + checksum), 401, "invalid_api_key", "unknown");
    expect((await me(secret)).status).toBe(200);
  });

  test("authenticates as X-API-Key and as a bearer token", async () => {
    const { id, secret } = await newKey(server, ada, {
      name: "who",
      environment: "test",
      scopes: ["data:read"],
    });
    const asHeader = await me(secret);
    const asBearer = await call(server, "GET", "/api/v1/me", { token: secret });
    expect(asHeader.body).toEqual(asBearer.body);
    expect(asHeader.body.data).toMatchObject({
      actor: { type: "api_key", id, name: "who" },
      workspace: { role: null },
      environment: "test",
      scopes: ["data:read"],
    });
    expect((await asAda("GET", `/${id}`)).body.data.last_used_at).toEqual(INSTANT);
  });

  test("works until the millisecond at which it expires", async () => {
    const expiresAt = Date.now() + 1500;
    const { id, secret } = await newKey(server, ada, { expires_at: new Date(expiresAt).toISOString() });
    const seen: { sent: number; answer: Answer; received: number }[] = [];
    while (Date.now() < expiresAt + 300) {
      const sent = Date.now();
      seen.push({ sent, answer: await me(secret), received: Date.now() });
      await delay(10);
    }
    const answers = seen.map(({ answer }) => answer);
    // By the server's clock, which is in every request ID. A request is decided before the next one arrives.
    const before = answers.filter((_, i) => answers[i + 1] && cameAt(answers[i + 1]!) <= expiresAt);
    const after = answers.filter((answer) => cameAt(answer) >= expiresAt);
    expect(before.length).toBeGreaterThan(10);
    expect(after.length).toBeGreaterThan(3);
    for (const { status } of before) expect(status).toBe(200);
    for (const answer of after) expectProblem(answer, 401, "invalid_api_key", "expired");
    // The server's clock is within milliseconds of this one.
    for (const { sent, answer, received } of seen) {
      if (received < expiresAt - 20) expect(answer.status).toBe(200);
      if (sent > expiresAt + 20) expect(answer.status).toBe(401);
    }
    expect((await asAda("GET", `/${id}`)).body.data.status).toBe("expired");
  });
});

describe("a change", () => {
  test("applies to the key's next request", async () => {
    const { id, secret } = await newKey(server, ada, { scopes: ["keys:read"] });
    const read = () => withKey(secret, "GET", `/${id}`);
    expect((await read()).status).toBe(200);

    expect((await asAda("PATCH", `/${id}`, { scopes: [] })).body.data.scopes).toEqual([]);
    const refused = await read();
    expectProblem(refused, 403, "forbidden", "insufficient_scope");
    expect(refused.body.required_scopes).toEqual(["keys:read"]);
    await asAda("PATCH", `/${id}`, { scopes: ["keys:read"] });
    expect((await read()).status).toBe(200);

    const limited = await asAda("PATCH", `/${id}`, { rate_limit: { requests: 1, window_seconds: 3600 } });
    expect(limited.body.data.rate_limit).toEqual({ requests: 1, window_seconds: 3600 });
    expectProblem(await read(), 429, "rate_limited", "key");
    await asAda("PATCH", `/${id}`, { rate_limit: null });
    expect((await read()).status).toBe(200);

    expect((await asAda("PATCH", `/${id}`, { enabled: false })).body.data.status).toBe("disabled");
    expectProblem(await read(), 403, "inactive_api_key");
    expect((await asAda("PATCH", `/${id}`, { enabled: true })).body.data.status).toBe("active");
    expect((await read()).status).toBe(200);

    const soon = new Date(Date.now() + 250).toISOString();
    expect((await asAda("PATCH", `/${id}`, { expires_at: soon })).body.data.expires_at).toBe(soon);
    await delay(300);
    expectProblem(await read(), 401, "invalid_api_key", "expired");
    await asAda("PATCH", `/${id}`, { expires_at: null });
    expect((await read()).status).toBe(200);
  });

  test("changes only the fields that were sent", async () => {
    const { id } = await newKey(server, ada, { name: "before", metadata: { a: 1 }, external_id: "x" });
    const before = (await asAda("GET", `/${id}`)).body.data;
    expect((await asAda("PATCH", `/${id}`, {})).body.data).toEqual(before);
    const named = await asAda("PATCH", `/${id}`, { name: "after" });
    expect(named.body.data).toEqual({ ...before, name: "after" });
    const cleared = await asAda("PATCH", `/${id}`, { name: null, external_id: null, metadata: {} });
    expect(cleared.body.data).toEqual({ ...before, name: null, external_id: null, metadata: {} });
    expect((await asAda("GET", `/${id}`)).body.data).toEqual(cleared.body.data);
  });

  test("to revoked is final and immediate", async () => {
    const { id, secret } = await newKey(server, ada);
    const { secret: _, ...key } = (await asAda("GET", `/${id}`)).body.data;
    const revoked = await asAda("DELETE", `/${id}`);
    expect(revoked.status).toBe(200);
    expect(revoked.body).toStrictEqual({ data: { ...key, status: "revoked", revoked_at: INSTANT } });
    expectProblem(await me(secret), 401, "invalid_api_key", "revoked");
    expectProblem(await asAda("DELETE", `/${id}`), 409, "conflict", "already_revoked");
    for (const change of [{ enabled: true }, { expires_at: null }, { name: "again" }])
      expectProblem(await asAda("PATCH", `/${id}`, change), 409, "conflict", "already_revoked");
    expectProblem(await me(secret), 401, "invalid_api_key", "revoked");
    expect((await asAda("GET", `/${id}`)).body).toEqual(revoked.body);
  });

  test("to revoked by 20 concurrent requests succeeds once", async () => {
    const { id } = await newKey(server, ada);
    const answers = await Promise.all(Array.from({ length: 20 }, () => asAda("DELETE", `/${id}`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });
});
