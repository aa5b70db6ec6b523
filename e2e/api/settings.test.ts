import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { call, type Developer, newDeveloper } from "#e2e/api/client.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { account, newPerson } from "#e2e/api/people.ts";
import { expectProblem } from "#e2e/api/problems.ts";
import { query } from "#e2e/api/store.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const { dialect } = inject("server");
let server: OwnServer;
let operator: Developer;

beforeAll(async () => {
  const env = { TRUSTED_PROXIES: "127.0.0.1,::1", SIGNUP_DOMAINS: "example.test,example.com" };
  server = await startTestServer({ dialect, postgresqlUrl: inject("postgresqlUrl"), env });
  operator = await newOperator(server);
});

afterAll(() => server?.end());

const get = async () => (await operate(server, operator, "GET", "settings")).body.data;
const patch = (body: unknown) => operate(server, operator, "PATCH", "settings", body);

const NO_BRANDING = {
  name: null,
  logo_url: null,
  accent: null,
  support_email: null,
  docs_url: null,
  terms_url: null,
  api_url: null,
};

async function settingsEvents() {
  const rows = await query(
    server,
    "select changes, actor_type, actor_label from audit_events where action = 'settings.changed' order by at, id",
  );
  return rows.map(({ changes, ...row }) => ({
    ...row,
    changes: typeof changes === "string" ? JSON.parse(changes) : changes,
  }));
}

test("the environment gives the first values, and what is stored wins, also after a restart", async () => {
  const first = { signup: "open", signup_domains: ["example.test", "example.com"], branding: NO_BRANDING };
  expect(await get()).toEqual(first);
  const changed = await patch({
    signup_domains: [" Example.TEST ", "example.test"],
    branding: { name: "Keys" },
  });
  const now = { ...first, signup_domains: ["example.test"], branding: { ...NO_BRANDING, name: "Keys" } };
  expect(changed.body.data).toEqual(now);
  await server.restart();
  expect(await get()).toEqual(now);
});

test("a change is in the audit log with before and after, and one that changes nothing isn't", async () => {
  const before = (await settingsEvents()).length;
  await patch({ branding: { accent: "#0A7D5C", docs_url: "https://docs.example.com" } });
  await patch({ branding: { accent: "#0a7d5c" } });
  await patch({ branding: { accent: null } });
  expect((await settingsEvents()).slice(before)).toEqual([
    {
      actor_type: "operator",
      actor_label: operator.email,
      changes: {
        "branding.accent": { before: null, after: "#0a7d5c" },
        "branding.docs_url": { before: null, after: "https://docs.example.com/" },
      },
    },
    {
      actor_type: "operator",
      actor_label: operator.email,
      changes: { "branding.accent": { before: "#0a7d5c", after: null } },
    },
  ]);
});

test("concurrent changes are all kept, and each event has the exact value before", async () => {
  const count = (await settingsEvents()).length;
  const names = Array.from({ length: 12 }, (_, i) => `Site ${i}`);
  const answers = await Promise.all([
    ...names.map((name) => patch({ branding: { name } })),
    patch({ branding: { terms_url: "https://example.com/terms" } }),
  ]);
  for (const { status } of answers) expect(status).toBe(200);
  const { branding } = await get();
  expect(branding.terms_url).toBe("https://example.com/terms");
  const chain = (await settingsEvents())
    .slice(count)
    .flatMap(({ changes }) => changes["branding.name"] ?? []);
  // Each value was replaced exactly once, except the one that is still there.
  const replaced = chain.map(({ before }) => before).sort();
  const set = ["Keys", ...chain.map(({ after }) => after)].filter((name) => name !== branding.name).sort();
  expect(replaced).toEqual(set);
});

test("the site's name is in the emails about accounts", async () => {
  await patch({ branding: { name: "Acme <Keys> & Co" } });
  const { email } = newPerson();
  await operate(server, operator, "POST", "users", { email });
  const mail = await server.mailbox.next(email);
  expect(mail.text).toContain("An account for Acme <Keys> & Co was created for you.");
  expect(mail.html).toContain("Acme &lt;Keys&gt; &amp; Co");
});

test.each([
  [{ signup: "anyone" }, "/signup"],
  [{ signup: null }, "/signup"],
  [{ signup_domains: "example.com" }, "/signup_domains"],
  [{ signup_domains: ["ada@example.com"] }, "/signup_domains/0"],
  [{ signup_domains: ["example.com", "localhost"] }, "/signup_domains/1"],
  [{ signup_domains: ["*.example.com"] }, "/signup_domains/0"],
  [{ signup_domains: ["a..b"] }, "/signup_domains/0"],
  [{ signup_domains: Array(101).fill("example.com") }, "/signup_domains"],
  [{ branding: null }, "/branding"],
  [{ branding: { logo_url: "https://example.com/logo.svg" } }, "/branding/logo_url", "unknown_field"],
  [{ branding: { terms_url: "javascript:alert(1)" } }, "/branding/terms_url"],
  [{ branding: { terms_url: "JavaScript://example.com/%0aalert(1)" } }, "/branding/terms_url"],
  [{ branding: { docs_url: "data:text/html,a" } }, "/branding/docs_url"],
  [{ branding: { api_url: "https://api.example.com/?a=b" } }, "/branding/api_url"],
  [{ branding: { api_url: "https://api.example.com/$(id)" } }, "/branding/api_url"],
  [{ branding: { docs_url: "//example.com" } }, "/branding/docs_url"],
  [{ branding: { docs_url: "https://" } }, "/branding/docs_url"],
  [{ branding: { docs_url: "https://user:secret@example.com/" } }, "/branding/docs_url"],
  [{ branding: { docs_url: "https://example.com/\u0000" } }, "/branding/docs_url"],
  [{ branding: { api_url: `https://example.com/${"a".repeat(500)}` } }, "/branding/api_url"],
  [{ branding: { accent: "red" } }, "/branding/accent"],
  [{ branding: { accent: "#fff" } }, "/branding/accent"],
  [{ branding: { accent: "#000000;background:url(x)" } }, "/branding/accent"],
  [{ branding: { support_email: "nobody" } }, "/branding/support_email"],
  [{ branding: { name: "" } }, "/branding/name"],
  [{ branding: { name: "x".repeat(61) } }, "/branding/name"],
  [{ branding: { name: "a\nb" } }, "/branding/name"],
  [{ branding: { css: "body{}" } }, "/branding/css", "unknown_field"],
  [{ operator_email: "me@example.com" }, "/operator_email", "unknown_field"],
])("%j gets 422 and changes nothing", async (body, pointer, code = "validation_failed") => {
  const before = await get();
  const refused = await patch({ signup: "closed", ...body });
  expectProblem(refused, 422, code);
  const pointers = refused.body.errors.map((error: { pointer: string }) => error.pointer);
  expect(new Set(pointers)).toEqual(new Set([pointer]));
  expect(await get()).toEqual(before);
});

test("to everyone else, the settings don't exist", async () => {
  const ada = await newDeveloper(server);
  for (const method of ["GET", "PATCH"]) {
    const body = method === "PATCH" ? { signup: "closed" } : undefined;
    expectProblem(await operate(server, ada, method, "settings", body), 404, "not_found");
  }
  expect((await account(server, "signup", newPerson())).status).toBe(202);
  expectProblem(await call(server, "GET", "/api/v1/operator/settings"), 404, "not_found");
});

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>';

test("the uploaded logo is served to everyone, runs nothing, and ends with the next one", async () => {
  const put = (text: string) =>
    operate(server, operator, "PUT", "settings/logo", { image: Buffer.from(text).toString("base64") });
  const uploaded = await put(SVG);
  const { logo_url: url } = uploaded.body.data.branding;
  expect(url).toMatch(/^http:.+\/branding\/logo\/[0-9a-f]{16}\.svg$/);
  const served = await fetch(server.url + new URL(url).pathname);
  expect(await served.text()).toBe(SVG);
  expect(Object.fromEntries(served.headers)).toMatchObject({
    "content-type": "image/svg+xml",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "public, max-age=31536000, immutable",
  });
  const [last] = (await settingsEvents()).slice(-1);
  expect(last!.changes).toEqual({
    "branding.logo_url": { before: null, after: new URL(url).pathname },
  });
  const { logo_url: other } = (await put(SVG.replace("M0", "M1"))).body.data.branding;
  expect((await fetch(server.url + new URL(url).pathname)).status).toBe(404);
  await patch({ branding: { terms_url: null } });
  expect((await get()).branding.logo_url).toBe(other);
  expect((await operate(server, operator, "DELETE", "settings/logo")).status).toBe(204);
  expect((await get()).branding.logo_url).toBe(null);
  expect((await fetch(server.url + new URL(other).pathname)).status).toBe(404);
});
