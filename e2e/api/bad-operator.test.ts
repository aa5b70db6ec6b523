import { type HostileRow, refuses, rows } from "#e2e/api/hostile-people.ts";
import { unknownId } from "#e2e/api/tenant-table/targets.ts";

const OPERATOR = "/api/v1/operator";
const users = rows(`GET ${OPERATOR}/users`);
const newUser = rows(`POST ${OPERATOR}/users`);
const user = rows(`PATCH ${OPERATOR}/users/{id}`);
const workspaces = rows(`GET ${OPERATOR}/workspaces`);
const workspace = rows(`PATCH ${OPERATOR}/workspaces/{id}`);
const settings = rows(`PATCH ${OPERATOR}/settings`);
const logo = rows(`PUT ${OPERATOR}/settings/logo`);
const newPlan = rows(`POST ${OPERATOR}/plans`);
const plan = rows(`PATCH ${OPERATOR}/plans/{id}`);
const removePlan = rows(`DELETE ${OPERATOR}/plans/{id}`);
const newScope = rows(`POST ${OPERATOR}/scopes`);
const newService = rows(`POST ${OPERATOR}/services`);
const lookup = rows(`POST ${OPERATOR}/lookup`);
const revoke = rows(`DELETE ${OPERATOR}/keys/{id}`);
const requests = rows(`GET ${OPERATOR}/requests`);
const events = rows(`GET ${OPERATOR}/audit-events`);
const chain = rows(`GET ${OPERATOR}/audit-chain`);
const verification = rows(`POST ${OPERATOR}/audit-chain/verify`);
const retry = rows(`POST ${OPERATOR}/mails/{id}/retry`);
const rotateService = rows(`POST ${OPERATOR}/services/{id}/rotate`);
const endOverlap = rows(`POST ${OPERATOR}/services/{id}/rotate/end`);
const endSession = rows(`DELETE ${OPERATOR}/users/{id}/sessions/{session_id}`);
const mails = rows(`GET ${OPERATOR}/mails`);
const overview = rows(`GET ${OPERATOR}/overview`);
const testMail = rows(`POST ${OPERATOR}/mail/test`);
const removeScope = rows(`DELETE ${OPERATOR}/scopes/{name}`);
const removeService = rows(`DELETE ${OPERATOR}/services/{id}`);
const passwordLink = rows(`POST ${OPERATOR}/users/{id}/password-link`);
const members = rows(`GET ${OPERATOR}/workspaces/{id}/members`);
const logOut = rows(`DELETE ${OPERATOR}/users/{id}/sessions`);
const shown = [
  rows(`GET ${OPERATOR}/users/{id}`)("an ID of a key", "404 not_found", { ids: [unknownId("key_")] }),
  rows(`GET ${OPERATOR}/workspaces/{id}`)("an ID of a user", "404 not_found", { ids: [unknownId("usr_")] }),
  ...["plans", "scopes", "services", "settings", "checklist"].map((noun) =>
    rows(`GET ${OPERATOR}/${noun}`)("an unknown parameter", "400 invalid_parameter", { query: "?all=true" }),
  ),
];

// What a request contains doesn't matter if it isn't an operator's.
const outsiders: HostileRow[] = [
  "owner",
  "admin",
  "key",
  "key without scope",
  "user without a workspace",
  "service credential",
].flatMap((as) => [
  users("a good request", "404 not_found", { as }),
  users("a bad query", "404 not_found", { as, query: "?limit=0&x=%00" }),
  user("a body that is no JSON", "404 not_found", { as, rawBody: "{" }),
  settings("an unknown field", "404 not_found", { as, change: { x: 1 } }),
  workspace("an ID of no form", "404 not_found", { as, ids: ["1"] }),
  revoke("a key that exists", "404 not_found", { as }),
]);

const nobody = { as: "no credential" };
const LIMITS: [string, object][] = [
  ["a negative rate limit", { requests_per_minute: -1 }],
  ["a rate limit of 0", { requests_per_minute: 0 }],
  ["a rate limit of 1.5", { requests_per_minute: 1.5 }],
  ["a rate limit that is a text", { requests_per_minute: "60" }],
  ["a rate limit of 1e300", { requests_per_minute: 1e300 }],
  ["a negative quota", { monthly_quota: -5 }],
  ["a negative overlap", { rotation_overlap_max_seconds: -1 }],
  ["an overlap of a year", { rotation_overlap_max_seconds: 31_536_000 }],
  ["a negative number of keys", { max_active_keys: -1 }],
];
const BRANDING: [string, object][] = [
  ["an accent that is no color", { accent: "red; background: url(//evil.test)" }],
  ["an accent that closes the style", { accent: "#fff</style><script>" }],
  ["docs that are a script", { docs_url: "JavaScript:alert(1)" }],
  ["terms in a file", { terms_url: "file:///etc/passwd" }],
  ["a link that is a path", { api_url: "//evil.test" }],
  ["an API for a shell", { api_url: "https://api.test/$(id)" }],
  ["an email that isn't one", { support_email: "mailto:a@b.test" }],
  ["a name with a line's end", { name: "a\r\nb" }],
];

const base64 = (text: string) => Buffer.from(text).toString("base64");
const svg = (content: string, before = "") =>
  base64(`${before}<svg xmlns="http://www.w3.org/2000/svg">${content}</svg>`);
const LOGOS: [string, unknown][] = [
  ["an empty logo", ""],
  ["a logo that isn't base64", "<svg></svg>"],
  ["a logo with a data: prefix", `data:image/svg+xml;base64,${svg("")}`],
  ["a logo that is a page", base64("<!doctype html><svg></svg>")],
  ["a logo that is a GIF", base64("GIF89a")],
  ["a logo with a script", svg("<script>alert(1)</script>")],
  ["a logo with an event handler", svg("<g\tONLOAD = 'alert(1)'/>")],
  ["a logo with another document", svg("<foreignObject><p/></foreignObject>")],
  ["a logo with entities", svg("&a;", '<!DOCTYPE svg [<!ENTITY a "b">]>')],
  ["a logo with a link that runs", svg('<a href="javascript:alert(1)"/>')],
  ["a logo of 48,001 bytes", base64(" ".repeat(48_001))],
  ["a logo that is a number", 1],
];

const table: HostileRow[] = [
  ...outsiders,
  users("no credential", "404 not_found", nobody),
  users("an expired token", "404 not_found", { as: "expired token" }),

  users("an unknown status", "400 invalid_parameter", { query: "?status=lost" }),
  users("a search of 10,000 characters", "414 path_too_long", { query: `?q=${"x".repeat(10_000)}` }),
  users("NUL in the search", "400 invalid_parameter", { query: "?q=a%00" }),
  newUser("an email with a header's end", "422 validation_failed", {
    change: { email: "a@b.test\r\nBcc: c@d.test" },
  }),
  newUser("a password", "422 unknown_field", { change: { password: "correct horse battery" } }),
  user("suspended: yes", "422 validation_failed", { change: { suspended: "yes" } }),
  users("a time that is none", "400 invalid_parameter", { query: "?from=yesterday" }),
  user("a reason of 501 characters", "422 validation_failed", { change: { reason: "x".repeat(501) } }),
  user("a reason with a line's end", "422 validation_failed", { change: { reason: "a\nb" } }),
  passwordLink("a user who doesn't exist", "404 not_found", { ids: [unknownId("usr_")] }),
  user("another email", "422 unknown_field", { change: { email: "a@b.test" } }),
  user("a user who doesn't exist", "404 not_found", { ids: [unknownId("usr_")] }),
  user("an ID of a workspace", "404 not_found", { ids: async (world) => [await world.workspace()] }),

  workspaces("an unknown status", "400 invalid_parameter", { query: "?status=lost" }),
  workspaces("a cursor that is garbage", "400 invalid_cursor", { query: "?cursor=garbage" }),
  ...LIMITS.map(([name, limits]) => workspace(name, "422 validation_failed", { change: { limits } })),
  workspace("an unknown limit", "422 unknown_field", { change: { limits: { money: 1 } } }),
  workspace("an unknown plan", "422 validation_failed", { change: { plan: "nobody-knows" } }),
  workspace("another name", "422 unknown_field", { change: { name: "Taken over" } }),
  workspaces("a plan request of maybe", "400 invalid_parameter", { query: "?plan_requested=maybe" }),
  workspace("a decision that names no request", "422 validation_failed", {
    change: { plan_request: "declined" },
  }),
  workspace("a decision of maybe", "422 validation_failed", {
    change: { plan_request: { id: unknownId("evt_"), decision: "maybe" } },
  }),
  workspace("a request that doesn't exist", "422 validation_failed", {
    change: { plan_request: { id: unknownId("evt_"), decision: "accepted" } },
  }),
  workspace("another plan with a no", "422 validation_failed", {
    change: { plan: "trial", plan_request: { id: unknownId("evt_"), decision: "declined" } },
  }),
  workspace("a reason that is a number", "422 validation_failed", { change: { reason: 1 } }),
  members("a workspace that doesn't exist", "404 not_found", { ids: [unknownId("ws_")] }),
  members("a limit of 0", "400 invalid_parameter", { query: "?limit=0" }),
  workspace("a workspace that doesn't exist", "404 not_found", { ids: [unknownId("ws_")] }),

  settings("an unknown sign-up policy", "422 validation_failed", { change: { signup: "maybe" } }),
  settings("a domain that is a text", "422 validation_failed", { change: { signup_domains: "a.test" } }),
  ...["not a domain", "https://a.test", "@a.test", "a.test\n", "a..test", ""].map((domain) =>
    settings(`the domain ${JSON.stringify(domain)}`, "422 validation_failed", {
      change: { signup_domains: [domain] },
    }),
  ),
  ...BRANDING.map(([name, branding]) => settings(name, "422 validation_failed", { change: { branding } })),
  settings("an unknown setting", "422 unknown_field", { change: { smtp_url: "smtp://evil.test" } }),
  settings("a logo by its URL", "422 unknown_field", {
    change: { branding: { logo_url: "https://evil.test/logo.svg" } },
  }),
  ...LOGOS.map(([name, image]) => logo(name, "422 validation_failed", { change: { image } })),
  logo("a logo by its URL", "422 unknown_field", { change: { url: "https://evil.test/logo.svg" } }),
  logo("a body of 64 KiB", "413 body_too_large", { change: { image: "A".repeat(65_536) } }),
  settings("unknown branding", "422 unknown_field", { change: { branding: { css: "*{}" } } }),

  newPlan("an ID with a space", "422 validation_failed", { change: { id: "a b" } }),
  newPlan("an ID that is a path", "422 validation_failed", { change: { id: "../pro" } }),
  newPlan("a rate limit of 0", "422 validation_failed", { change: { requests_per_minute: 0 } }),
  newPlan("an ID that exists", "409 conflict/plan_exists", { change: { id: "trial" } }),
  plan("a plan that doesn't exist", "404 not_found", { ids: ["nobody-knows"] }),
  plan("a price", "422 unknown_field", { change: { price: 1 } }),
  removePlan("a plan in use", "409 conflict/plan_in_use", {
    before: (world) => world.workspace(),
    ids: ["tenant-table"],
  }),
  removePlan("a plan that doesn't exist", "404 not_found", { ids: ["nobody-knows"] }),

  newScope("a built-in scope", "409 conflict/scope_exists", { change: { name: "keys:read" } }),
  newScope("a name of no form", "422 validation_failed", { change: { name: "no scope" } }),
  newService("an empty name", "422 validation_failed", { change: { name: "" } }),
  newService("an own secret", "422 unknown_field", { change: { secret: "a" } }),
  lookup("nothing to look for", "422 validation_failed", { rawBody: "{}" }),
  lookup("two things to look for", "422 validation_failed", {
    change: { secret: "lk_live_a", hint: "lk_live_Ab3d…x7Qa" },
  }),
  lookup("an empty secret", "422 validation_failed", { change: { secret: "" } }),
  lookup("a secret in the URL", "404 not_found", {
    query: async (world) => `?secret=${(await world.key()).secret}`,
  }),
  revoke("a key that doesn't exist", "404 not_found", { ids: [unknownId("key_")] }),
  revoke("an ID of a user", "404 not_found", { ids: [unknownId("usr_")] }),
  requests("an unknown filter", "400 invalid_parameter", { query: "?secret_hash=a" }),
  requests("a status of no number", "400 invalid_parameter", { query: "?status=two" }),
  ...["action=key.%00", "from=now", "workspace_id=1", "format=xml", "environment=prod", "limit=0"].map(
    (query) => events(query, "400 invalid_parameter", { query: `?${query}` }),
  ),
  events("a cursor that is garbage", "400 invalid_cursor", { query: "?cursor=garbage" }),
  ...["failed=yes", "failed=", "to=a@b.test", "limit=101"].map((query) =>
    mails(query, "400 invalid_parameter", { query: `?${query}` }),
  ),
  chain("a workspace that doesn't exist", "404 not_found", { query: `?workspace_id=${unknownId("ws_")}` }),
  chain("an ID of a key", "400 invalid_parameter", { query: `?workspace_id=${unknownId("key_")}` }),
  verification("an unknown member", "422 unknown_field", { change: { fast: true } }),
  verification("a workspace that doesn't exist", "404 not_found", {
    change: { workspace_id: unknownId("ws_") },
  }),
  retry("an ID of a key", "404 not_found", { ids: [unknownId("key_")] }),
  retry("an email that isn't queued", "409 conflict/mail_not_queued", { ids: [unknownId("mail_")] }),
  rotateService("an overlap of 8 days", "422 validation_failed", { change: { overlap_seconds: 691_200 } }),
  rotateService("a service that doesn't exist", "404 not_found", { ids: [unknownId("svc_")] }),
  endOverlap("a service that doesn't exist", "404 not_found", { ids: [unknownId("svc_")] }),
  endSession("a session that doesn't exist", "404 not_found", {
    ids: async (world) => [(await world.person("owner")).userId, unknownId("ses_")],
  }),
  overview("an unknown parameter", "400 invalid_parameter", { query: "?refresh=true" }),
  testMail("another recipient", "400 invalid_parameter", { query: "?to=a@b.test" }),
  testMail("an owner", "404 not_found", { as: "owner" }),
  removeScope("a scope that doesn't exist", "404 not_found", { ids: ["never:was"] }),
  removeScope("a built-in scope", "403 forbidden/built_in_scope", { ids: ["keys:read"] }),
  removeScope("a name of no form", "404 not_found", { ids: ["*"] }),
  removeService("a service that doesn't exist", "404 not_found", { ids: [unknownId("svc_")] }),
  removeService("an ID of a key", "404 not_found", { ids: [unknownId("key_")] }),
  logOut("a user who doesn't exist", "404 not_found", { ids: [unknownId("usr_")] }),
  logOut("an ID of a session", "404 not_found", { ids: [unknownId("ses_")] }),
  ...shown,
];

refuses("hostile requests to the operator's routes", "operator", table);
