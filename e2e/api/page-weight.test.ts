import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { sessionCookie } from "#e2e/api/browser-login.ts";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { newOperator } from "#e2e/api/operators.ts";
import { connectTo } from "#e2e/test-server.ts";
import { UNREAD_LIMIT_BYTES } from "#lib/server/next-proxy.ts";
import { pageWeight } from "#scripts/page-weight.ts";
import { root } from "#scripts/processes.ts";

// Charts, dialogs, menus and messages load later. A page that is over its budget imports one of them directly.
const BUDGET_KB = { outside: 160, settings: 210, fonts: 100 };

const server = connectTo(inject("server"));

const OUTSIDE = [
  "login",
  "signup",
  "forgot",
  "reset",
  "verify",
  "check-mail",
  "set-password",
  "confirm-email",
];
const DOCS = ["docs", "docs/quickstart", "docs/errors", "docs/errors/forbidden", "docs/reference"];
const SETTINGS = [
  "api-keys",
  "api-keys/{key}",
  "usage",
  "requests",
  "requests/{request}",
  "workspace",
  "workspace/key-format",
  "workspace/scopes",
  "workspace/members",
  "workspace/audit-log",
  "workspace/plan",
  "account",
];

const OPERATOR = [
  "",
  "/users",
  "/users/{user}",
  "/workspaces",
  "/workspaces/{workspace}",
  "/lookup",
  "/plans",
  "/scopes",
  "/services",
  "/audit-log",
  "/mail",
  "/settings",
  "/checklist",
];

/** The pages that are heavier than allowed, with their weight. */
async function tooHeavy(paths: string[], mostKb: number, cookie = ""): Promise<string[]> {
  const heavy: string[] = [];
  for (const path of paths) {
    const { scriptKb, fontKb } = await pageWeight(server.url + path, { cookie });
    // Next's part alone is more than that: otherwise nothing was counted.
    expect(scriptKb, path).toBeGreaterThan(100);
    expect(fontKb, path).toBeGreaterThan(0);
    if (scriptKb > mostKb) heavy.push(`${path}: ${scriptKb.toFixed(1)} kB of scripts`);
    if (fontKb > BUDGET_KB.fonts) heavy.push(`${path}: ${fontKb.toFixed(1)} kB of fonts`);
  }
  return heavy;
}

test("the pages before the log-in load few scripts and fonts", async () => {
  const paths = ["", ...OUTSIDE, "invitations/accept", ...DOCS].map((name) => `/${name}`);
  expect(await tooHeavy(paths, BUDGET_KB.outside)).toEqual([]);
});

test("the pages of the dashboard load few scripts and fonts", async () => {
  const ada = await newDeveloper(server);
  const { id, secret: key } = await newKey(server, ada);
  const { headers } = await call(server, "GET", "/api/v1/me", { key });
  const paths = SETTINGS.map(
    (name) => `/settings/${name.replace("{key}", id).replace("{request}", headers.get("request-id") ?? "")}`,
  );
  expect(await tooHeavy(paths, BUDGET_KB.settings, await sessionCookie(server, ada))).toEqual([]);
});

test("the pages of the operator's desk load few scripts and fonts", async () => {
  const operator = await newOperator(server);
  const { body } = await call(server, "GET", "/api/v1/me", { token: operator.accessToken });
  const paths = OPERATOR.map(
    (name) =>
      `/operator${name.replace("{user}", body.data.actor.id).replace("{workspace}", body.data.workspace.id)}`,
  );
  expect(await tooHeavy(paths, BUDGET_KB.settings, await sessionCookie(server, operator))).toEqual([]);
});

// While a client is waited for that doesn't read, its request holds one of the few slots for pages.
test("every file of the pages is smaller than what a client may leave unread", () => {
  const files = globSync("**/*.*", { cwd: join(root, ".next/static") });
  expect(files.length).toBeGreaterThan(20);
  const sizes = files.map((file) => [file, statSync(join(root, ".next/static", file)).size] as const);
  expect(sizes.filter(([, size]) => size >= UNREAD_LIMIT_BYTES)).toEqual([]);
});
