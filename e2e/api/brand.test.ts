import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { account, newPerson } from "#e2e/api/people.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const BRANDING = {
  name: "Acme & Söhne",
  accent: "#4f46e5",
  support_email: "help@acme.example",
  docs_url: "https://docs.acme.example/",
  terms_url: "https://acme.example/terms",
  api_url: "https://api.acme.example/v2",
};
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>';

// Where the word names the software, and parts of code that nobody reads as text.
const ALLOWED = [/Runs on (<!-- -->)?Latchkey/g, /latchkey-(select|scroll-hint|session)/g];

let server: OwnServer;
let operator: Developer;
let ada: Developer;

beforeAll(async () => {
  const env = { MAIL_FROM: "keys@acme.example", TRUSTED_PROXIES: "127.0.0.1,::1" };
  server = await startTestServer({
    dialect: inject("server").dialect,
    postgresqlUrl: inject("postgresqlUrl"),
    env,
  });
  operator = await newOperator(server);
  ada = await newDeveloper(server);
  await operate(server, operator, "PATCH", "settings", { branding: BRANDING });
  const image = Buffer.from(LOGO).toString("base64");
  expect((await operate(server, operator, "PUT", "settings/logo", { image })).status).toBe(200);
});

afterAll(() => server?.end());

/** What is left of a text that names the software although it belongs to the operator. */
const foreign = (text: string) =>
  ALLOWED.reduce((rest, allowed) => rest.replace(allowed, ""), text).match(/.{0,60}latchkey.{0,60}/gi) ?? [];

async function html(path: string, cookie = ""): Promise<string> {
  const answer = await fetch(server.url + path, { headers: { cookie } });
  expect(answer.headers.get("content-type"), path).toContain("text/html");
  return answer.text();
}

const OUTSIDE = [
  ...[
    "/",
    "/login",
    "/signup",
    "/forgot",
    "/check-mail?email=a@b.example",
    "/verify?token=x",
    "/reset?token=x",
  ],
  ...["/set-password?token=x", "/confirm-email?token=x", "/invitations/accept?token=x"],
  ...["/docs/errors", "/nothing-here"],
];

test.each(OUTSIDE)("%s is the operator's", async (path) => {
  const page = await html(path);
  expect(foreign(page)).toEqual([]);
  expect(page).toMatch(/<title>[^<]*Acme &amp; Söhne<\/title>|<title>Acme &amp; Söhne[^<]*<\/title>/);
  expect(page).toMatch(/<link rel="icon" href="\/branding\/logo\/[0-9a-f]{16}\.svg"/);
  expect(page).toContain("--primary:light-dark(#4f46e5, ");
  expect(page).toContain('src="/branding/logo/');
  expect(page).toContain("mailto:help@acme.example");
});

test("the pages of the dashboard are the operator's, and call the operator's API", async () => {
  const cookie = await sessionCookie(server, ada);
  const { id, secret: key } = await newKey(server, ada, { environment: "live" });
  const paths = [
    "api-keys",
    `api-keys/${id}`,
    "usage",
    "requests",
    "account",
    "workspace",
    "workspace/scopes",
  ];
  const pages = await Promise.all(paths.map((path) => html(`/settings/${path}`, cookie)));
  expect(pages.flatMap(foreign)).toEqual([]);
  expect(pages[0]).toContain("https://api.acme.example/v2");
  expect(pages[3]).toContain("https://api.acme.example/v2");
  const { headers } = await call(server, "GET", "/api/v1/me", { key });
  expect(foreign(await html(`/settings/requests/${headers.get("request-id")}`, cookie))).toEqual([]);
});

test("the OpenAPI document is the operator's from the next request on", async () => {
  const read = async () => (await call(server, "GET", "/api/v1/openapi.json")).body;
  expect((await read()).info).toEqual({
    title: "Acme & Söhne",
    version: "1",
    description: expect.any(String),
    contact: { name: "Support", email: "help@acme.example" },
    termsOfService: "https://acme.example/terms",
  });
  expect((await read()).externalDocs).toEqual({ url: "https://docs.acme.example/" });
  await operate(server, operator, "PATCH", "settings", { branding: { name: "Other" } });
  expect((await read()).info.title).toBe("Other");
  expect(await html("/login")).toContain("<title>Log in · Other</title>");
  await operate(server, operator, "PATCH", "settings", { branding: { name: BRANDING.name } });
});

test("the icon of an installation without a logo has the name's letter and the accent", async () => {
  const icon = await fetch(`${server.url}/branding/icon.svg`);
  expect(icon.headers.get("cache-control")).toContain("max-age");
  const svg = await icon.text();
  expect(svg).toContain("&#65;");
  expect(svg).toContain(BRANDING.accent);
  // Where browsers look for it by themselves.
  const usual = await fetch(`${server.url}/favicon.ico`);
  expect(usual.headers.get("content-type")).toBe("image/svg+xml");
  expect(await usual.text()).toBe(svg);
});

test("emails are the operator's", async () => {
  const [signUp, created] = [newPerson(), newPerson()];
  await account(server, "signup", signUp);
  await operate(server, operator, "POST", "users", { email: created.email });
  await account(server, "password/forgot", { email: ada.email });
  await operate(server, operator, "POST", "mail/test");
  const mails = await Promise.all([
    server.mailbox.next(signUp.email),
    server.mailbox.next(created.email),
    server.mailbox.next(ada.email, { subject: /Reset/ }),
    server.mailbox.next(operator.email, { subject: /Test email/ }),
  ]);
  for (const { subject, text, html: body, headers } of mails) {
    expect(foreign(`${headers.from}\n${subject}\n${text}\n${body}`)).toEqual([]);
    expect(headers["reply-to"]).toBe("help@acme.example");
    expect(text).toContain("-- \nAcme & Söhne\nSupport: help@acme.example");
  }
  expect(mails[0]!.html).toContain("background:#4f46e5");
});
