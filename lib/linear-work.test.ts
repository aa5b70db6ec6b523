import { describe, expect, test } from "vitest";
import { type Attack, attackOf, growsLinearly } from "#e2e/unit/growth.ts";
import { Email, SignUp } from "#lib/accounts/schema.ts";
import { readJson } from "#lib/api/body.ts";
import { parseQuery } from "#lib/api/parse-request.ts";
import { readAuthRequest } from "#lib/gate/auth-query.ts";
import { readCredential } from "#lib/gate/credential.ts";
import { readUserAgent } from "#lib/gate/gate-request.ts";
import { VerifyRequest } from "#lib/gate/schema.ts";
import { hostnameOf, isPrivateName } from "#lib/host.ts";
import { idPattern } from "#lib/ids.ts";
import { Rfc3339 } from "#lib/instant.ts";
import { KeyImport, KeyListQuery, NewKey } from "#lib/keys/schema.ts";
import { mayBeKey } from "#lib/keys/token.ts";
import { isOpaqueToken } from "#lib/opaque-token.ts";
import { isProblem } from "#lib/problem.ts";
import { redact, redactStart } from "#lib/redact.ts";
import { readAddress } from "#lib/server/client-address.ts";
import { readImage } from "#lib/settings/image.ts";
import { NewLogo } from "#lib/settings/schema.ts";
import { Label } from "#lib/text.ts";
import { expressionsIn } from "#scripts/expressions.ts";

const SOURCES = ["{app,components,db,lib}/**/*.{ts,tsx}", "{env,server}.ts", "next.config.ts"];

/** Expressions that see what a client sends, or a text that may quote it. Attacks are in addition to `EVERYWHERE`. */
const SEEN_BY_CLIENTS: [file: string, expression: RegExp, ...attacks: Attack[]][] = [
  ["lib/text.ts", /[\u202a-\u202e\u2066-\u2069]/, "\u202a"],
  ["lib/text.ts", /^[\p{Z}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]+$/u, ["\u200b", "a"]],
  ["lib/mail/plain-name.ts", /[\p{C}\p{Z}]/gu, "\u200b", " "],
  ["lib/mail/plain-name.ts", /[:/\\@<>"]/g, ":/", "@"],
  ["lib/mail/plain-name.ts", /[.。．｡](?=\S)/g, ".", ". "],
  [
    "lib/redact.ts",
    /[a-z][a-z0-9]{0,15}_(?:(?:live|test|refresh|code|session|service|signup)_[0-9A-Za-z]{30,64}|[0-9A-Za-z]{36,64})|eyJ[\w-]{8}[\w.-]*|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g,
    ...["eyJ", "eyJa.", "a_", "lk_live_", "lk_live_00000000000000000000_", "0123456789abcdef-", "eyJ.eyJ"],
  ],
  ["lib/redact.ts", /%(?:25)?(?:2[de]|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/gi, "%25", "%2525", "%255", "%41"],
  [
    "lib/gate/credential.ts",
    /^(x-)?(api[-_]?key|access[-_]?token|refresh[-_]?token|auth[-_]?token|authorization|bearer|secret)$/i,
    "x-",
    "api-",
    "access_",
  ],
  ["lib/gate/credential.ts", /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/, ["eyJ", "a"], ["eyJ", "a."], ["eyJ", "eyJ", "."]],
  ["lib/server/one-per-tick.ts", /^bearer +eyJ/i, ["Bearer ", " "]],
  ["lib/gate/credential.ts", /^Bearer +(\S+)$/i, ["Bearer ", " "], ["Bearer ", "a "], ["Bearer ", "a", " "]],
  ["lib/gate/credential.ts", /[\w-]{36}|eyJ/, `${"a".repeat(35)}!`, "ey"],
  [
    "lib/gate/auth-query.ts",
    /^\/gate(?:;(?<parameters>[^/?]*))?(?<path>\/[^?]*)?(?<search>\?.*)?$/,
    ["/gate", ";"],
    ["/gate", "/"],
    ["/gate;/", "a", "\n"],
    ["/gate?", "?", "\n"],
  ],
  ["lib/gate/auth-query.ts", /^\d{1,7}$/],
  ["lib/gate/auth-query.ts", /^header:([\w!#$%&'*+.^`|~-]{1,64})$/, "header:", ["header:", "a"]],
  [
    "lib/gate/credential.ts",
    /lk_(?:service|refresh|session|code|signup)_[0-9A-Za-z]{43}/,
    "lk_",
    "lk_code_",
    `lk_code_${"a".repeat(42)}`,
  ],
  ["lib/gate/auth-query.ts", /[\s,]+/, ", ", " ,a"],
  ["lib/csv.ts", /^[=+\-@\t\r]/, "=", "\t\r"],
  ["lib/csv.ts", /[",\r\n]/, '"', "\r\n"],
  ["lib/gate/identity-headers.ts", /[^\x21-\x24\x26-\x7e]+/g, "é ", "% "],
  ["lib/keys/schema.ts", /^[a-z][a-z0-9]{0,15}$/],
  ["lib/keys/schema.ts", /^[0-9a-f]{64}$/],
  ["lib/keys/token.ts", /^[a-z][a-z0-9]{0,15}_(?:(?:live|test)_)?[0-9A-Za-z]{36}$/, "a_", ["a_live_", "0"]],
  [
    "lib/keys/token.ts",
    /(?<![a-z0-9])[a-z][a-z0-9]{0,15}_(?:(?:live|test)_)?[0-9A-Za-z]{36}(?![0-9A-Za-z])/g,
    "a_",
    "a_live_",
    `a_${"0".repeat(35)}`,
    `a_live_${"0".repeat(37)}_`,
  ],
  ["lib/keys/token.ts", /^[0-9a-f]{64}$/],
  ["lib/keys/token.ts", /^[\x21-\x7e]{16,255}$/],
  ["lib/opaque-token.ts", /^\w{50,64}$/],
  ["lib/pagination.ts", /^[a-z]+_\w{1,64}$/, ["", "a", "_"], ["a_", "_"]],
  ["lib/scopes/schema.ts", /^[a-z][a-z0-9_-]*:[a-z][a-z0-9_-]*$/, "a:", ["a:", "a", ":"]],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as in the source
  ["lib/text.ts", /^[^\x00-\x1f\x7f-\x9f]*$/, ["", "a", "\0"]],
  [
    "lib/email.ts",
    /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    ...([
      ["a@", "a"],
      ["a@", "a."],
      ["a@", "a-"],
      ["a@", `${"a".repeat(63)}.`, "!"],
      ["a@", "a.", "-"],
    ] as Attack[]),
  ],
  ["lib/settings/schema.ts", /^https?:\/\//i, "http"],
  ["lib/settings/schema.ts", /^https?:$/, "http"],
  ["lib/settings/schema.ts", /^#[0-9a-f]{6}$/i, "#"],
  ["lib/settings/schema.ts", /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/, ["a", ".a"], ["a.", "a"], ["", "a-"]],
  ["lib/network.ts", /^::ffff:(?=\d+\.)/i, ["::ffff:", "1"]],
  ["lib/network.ts", /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i, ["::ffff:", "1"], ["::ffff:", "1."]],
  ["lib/network.ts", /^0+(?=.)/],
  ["lib/accounts/device-cookie.ts", /^([0-9A-Za-z]{32})\.([\w-]{43})$/, ["", `${"a".repeat(32)}.`]],
  ["lib/api/static-json.ts", /^W\//, "W/"],
  ["lib/api/body.ts", /^charset="?utf-8"?$/, "charset="],
  ["lib/api/idempotency.ts", /^[\x21-\x7e]{1,255}$/],
  ["lib/api/parse-request.ts", /[.!?]$/],
  ["lib/server/client-address.ts", /^:\d{1,5}$/],
  ["lib/server/gate-answer.ts", /[^\x20-\x7e]/g],
  ["lib/server/request-guard.ts", /[?#]/, "?#"],
  ["lib/server/request-guard.ts", /(?:^|[/\\])\.\.?(?:[/\\]|$)/, "/..a", "\\."],
  ["lib/server/request-guard.ts", /%(?:2f|5c)/i, "%2", ["", "%5", "?"]],
  [
    "lib/server/cors.ts",
    /^\/(?:api\/v1\/(?:plans|openapi\.json)|\.well-known\/jwks\.json|docs(?:\/[^?#]*)?|llms(?:-full)?\.txt)$/,
    ["/docs/", "a", "?"],
    ["/docs/", "/"],
  ],
  ["lib/server/login-guard.ts", /^[\w:]{1,100}$/, "a:"],
  [
    "lib/server/login-guard.ts",
    /^application\/x-www-form-urlencoded(?: *;|$)/i,
    ["application/x-www-form-urlencoded", " "],
  ],
  ["lib/settings/image.ts", /\son[a-z]+\s*=/, " on", [" on", "a"], [" ona", " "], " ona "],
  ["lib/settings/schema.ts", /^[\w.:/~%[\]-]+$/, ["https://", "a/"]],
  ["lib/mail/layout.ts", /[&<>"']/g, "&<"],
  ["env.ts", /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/, ["127", ".1"], "127."],
  ["db/faults.ts", /^SQLITE_(BUSY|LOCKED|READONLY|IOERR|FULL|CANTOPEN|PROTOCOL|NOTADB|CORRUPT)/],
  ["db/faults.ts", /^(08...|25006|53...|57...|58...|28...|3D000)$/],
  [
    "db/faults.ts",
    /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN))$/,
    ...["ECONN", "EHOST", "ENET"],
  ],
  [
    "db/faults.ts",
    /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/,
    ...["Connection ", "timeout ", "Query read ", "not "],
  ],
  ["db/queries/append-postgresql.ts", /["\\]/, '"'],
  ["db/queries/append-postgresql.ts", /["\\]/g, '\\"'],
  ["db/like.ts", /[\\%_]/g, "%_"],
  ["db/move/values.ts", /\\u(0000|d[89a-f])/i, "\\u000", "\\ud"],
  ["lib/server/desk-guard.ts", /^\/operator(?:\/|$)/, "/operator"],
  ["lib/server/desk-guard.ts", /[?#]/, "?"],
  ["lib/plans/schema.ts", /^[a-z][a-z0-9-]{0,39}$/],
  ["lib/actors/missing-scope.ts", /, (?=[^,]*$)/, ", "],
  ["lib/keys/key-pages.ts", /^key_\w{1,64}$/, "key_"],
  ["components/outbox/outbox-mail.tsx", /(https?:\/\/[^\s<>"]+)/, "http://", "https://a ", "http"],
];

/** Expressions that are put together while the server starts, with one example each. */
const CONSTRUCTED: [name: string, example: RegExp, ...attacks: Attack[]][] = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as in the source
  ["lib/ids.ts: new RegExp(`^${kind}_[0-9A-Za-z]{25}$`)", idPattern("key"), "key_"],
  [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as in the source
    "lib/api/route-table.ts: new RegExp(`^${source}$`)",
    /^\/api\/v1\/keys\/(?<id>[^/]+)\/usage$/,
    ["/api/v1/keys/", "a"],
    ["/api/v1/keys/", "/usage"],
  ],
];

/** Expressions that only see the operator's settings, a mail server's errors, or names and texts of this repository. */
const NEVER_SEEN_BY_CLIENTS = [
  "lib/readiness/machine.ts: /^(auth-secret|outbox|latchkey\\.db.*)$/",
  "db/faults.ts: /\\.$/",
  "lib/move/copy.ts: /^(2[23]|54)/",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as in the source
  'lib/limits/redis/info.ts: new RegExp(`^${name}:(.*?)\\\\r?$`, "m")',
  "db/queries/compaction.ts: /\\w+/g",
  "env.ts: /^[a-z][a-z0-9]{0,15}$/",
  "lib/api/route-table.ts: /[.]/g",
  "lib/api/route-table.ts: /\\{(\\w+)\\}/g",
  "lib/api/routes-of-folder.ts: /\\[(\\w+)\\]/g",
  "lib/mail/layout.ts: /^(?:(?<name>[^<]*)<)?(?<address>[^<>]*)>?$/",
  "lib/docs/links.ts: /\\]\\(([^)\\s]+)\\)/g",
  "lib/docs/links.ts: /^([\\w./-]+)\\.mdx(#[\\w-]+)?$/",
  "lib/docs/pages.ts: /^---$/m",
  "lib/docs/search-entries.ts: /^(?: *```|\\|[ :-]*-).*$/gm",
  "lib/docs/search-entries.ts: /[`*[\\]]/g",
  "lib/docs/search-entries.ts: /[|#>]/g",
  "lib/docs/search-entries.ts: /\\]\\([^)\\n]*\\)/g",
  "lib/docs/search-entries.ts: /\\s+/g",
  "lib/docs/slug.ts: /[^\\p{L}\\p{N} _-]/gu",
  "lib/mail/outbox.ts: /[:.]/g",
  "env.ts: /\\/$/",
  "env.ts: /^https?:/",
  "lib/mail/transport.ts: /EAUTH/",
  "lib/mail/transport.ts: /ECONNECTION|ESOCKET|ECONNRESET|EHOSTUNREACH|ENETUNREACH/",
  "lib/mail/transport.ts: /ECONNREFUSED/",
  "lib/mail/transport.ts: /EENVELOPE|EMESSAGE/",
  "lib/mail/transport.ts: /ENOTFOUND|EAI_AGAIN|EDNS/",
  "lib/mail/transport.ts: /ETIMEDOUT/",
  "lib/mail/transport.ts: /ETLS|CERT|ERR_TLS|ERR_SSL/",
  "lib/openapi/operation.ts: /[^a-zA-Z0-9]+/",
  "lib/server/loader-hooks.ts: /\\/node_modules\\/drizzle-orm\\/.*\\.js$/",
];

const EVERYWHERE: Attack[] = ["a", "A", "0", "a0", " ", "/", "-", "_", ".", ":", "%", "é", "\n", '"'].flatMap(
  (part): Attack[] => [part, ["", part, "\0"]],
);

/** Pages have many short expressions. They see texts that other people wrote, so they are tested without being listed. */
const OF_PAGES = expressionsIn(["components/**/*.{ts,tsx}"]).flatMap((name) => {
  const [, source, flags] = /: \/(.+)\/([a-z]*)$/s.exec(name) ?? [];
  return source ? [{ name, expression: new RegExp(source, flags), attacks: [] as Attack[] }] : [];
});

const rows = [
  ...OF_PAGES,
  ...SEEN_BY_CLIENTS.map(([file, expression, ...attacks]) => ({
    name: `${file}: ${expression}`,
    expression,
    attacks,
  })),
  ...CONSTRUCTED.map(([name, expression, ...attacks]) => ({ name, expression, attacks })),
];

test("every regular expression in the sources is in one of these tables", () => {
  const known = [...rows.map(({ name }) => name), ...NEVER_SEEN_BY_CLIENTS];
  // An expression that isn't listed: add it, with the inputs that could make it slow.
  expect([...new Set(expressionsIn(SOURCES))]).toEqual([...new Set(known)].sort());
});

describe("an expression takes linear time", () => {
  test.each(rows)("$name", async ({ expression, attacks }) => {
    const all = new RegExp(expression, `${expression.flags.replace("g", "")}g`);
    const work = (input: string) => input.replace(all, "");
    for (const attack of [...EVERYWHERE, ...attacks])
      expect(await growsLinearly(work, attackOf(attack)), JSON.stringify(attack)).toBe(true);
  });
});

const settled = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    if (!isProblem(error)) throw error;
    return error;
  }
};
const credential = (target: string, headers: Record<string, string> = {}) =>
  settled(() =>
    readCredential({
      method: "GET",
      target,
      headers: { get: (name) => headers[name] ?? null },
      origin: "http://localhost",
      credentialIn: undefined,
    }),
  );
const body = (text: string) =>
  readJson(
    new Request("http://localhost/", {
      method: "POST",
      body: text,
      headers: { "content-type": "application/json" },
    }),
  ).catch((error) => error);
const query = (text: string) => settled(() => parseQuery(KeyListQuery, new URLSearchParams(text)));
// The last user agents are cached.
let agents = 0;

/** Everything that reads what a client sends, with attacks in addition to `EVERYWHERE`. */
const PARSERS: [name: string, work: (input: string) => unknown, ...attacks: Attack[]][] = [
  ["redacting a text", redact, "eyJ", "eyJa.", "a_", "lk_live_", "%25", "%5f"],
  ["redacting the start of a text", (text) => redactStart(text, 256), "eyJ", "eyJa.", "lk_live_", "%25"],
  ["the User-Agent", (text) => readUserAgent(`${agents++} ${text}`), "eyJ", "lk_live_"],
  ["a forwarded address", readAddress, "1.", "[", "::", ["[", ":", "]:80"], "for=", ["", "1", "%"]],
  ["a Host header", (text) => isPrivateName(hostnameOf(text)), "a.", "[", ":1"],
  [
    "a query of the gate",
    readAuthRequest,
    ["/gate?", "scope=a&"],
    ["/gate;", "scope=a;"],
    ["/gate?scope=", ","],
    ["/gate/", "a"],
  ],
  [
    "a credential in a path",
    (text) => credential(text),
    ["/", "a/"],
    ["/", `${"a".repeat(36)}/`],
    ["/", "eyJ"],
    ["/", "%5f"],
  ],
  ["a credential in a query", (text) => credential(`/?${text}`), "a=b&", "a&", "=", "eyJ.", "%41=%42&"],
  ["the header X-API-Key", (text) => credential("/", { "x-api-key": text }), " a", "eyJ."],
  [
    "the header Authorization",
    (text) => credential("/", { authorization: text }),
    ["Bearer ", "eyJ."],
    ["Bearer ", " "],
  ],
  ["the header Cookie", (text) => credential("/", { cookie: text }), "a=b;", "; ", "latchkey-session"],
  ["a query", query, "a=b&", "a&", "q=a&", ["q=", "%00"]],
  [
    "a JSON body",
    body,
    ["[", "{},", "{}]"],
    ["[", '{"a":{}},', '"\\u0061"]'],
    ['"', "\\u0061", '"'],
    ['{"', "__proto__", '":{}}'],
    ["[", '{"a":"\\u0061"},', "{}]"],
    "[",
  ],
  ["an email", (text) => Email.safeParse(text), "a@", ["a@", "a."], ["a@", "a-"]],
  ["a label", (text) => Label(100).safeParse(text), " a"],
  [
    "a time",
    (text) => Rfc3339.safeParse(text),
    ["2030-01-31T12:00:00.", "0", "Z"],
    ["2030-01-31T12:00:00+", "0"],
  ],
  ["a sign-up", (text) => SignUp.safeParse({ email: text, password: text, name: text })],
  [
    "a new key",
    (text) =>
      NewKey.safeParse({
        name: text,
        scopes: text.split(" "),
        external_id: text,
        metadata: { [text]: text },
      }),
    "a ",
  ],
  ["an import of keys", (text) => KeyImport.safeParse({ keys: text.split(" ") }), "a "],
  ["a key to verify", (text) => VerifyRequest.safeParse({ key: text, scopes: text.split(" ") }), "a "],
  [
    "a logo",
    (text) => readImage(Buffer.from(`<svg>${text}</svg>`)),
    " on",
    " ona",
    [" ona", " "],
    "<!-- -->",
  ],
  ["a logo's file", (text) => NewLogo.safeParse({ image: text }), "AAAA", "=", "A="],
  ["the format of a key", mayBeKey, ["lk_live_", "a"]],
  ["the format of a token", (text) => isOpaqueToken(text, "session"), ["lk_session_", "a"]],
];

describe("reading what a client sends takes linear time", () => {
  test.each(PARSERS)("%s", async (_, work, ...attacks) => {
    for (const attack of [...EVERYWHERE, ...attacks])
      expect(await growsLinearly(work, attackOf(attack)), JSON.stringify(attack)).toBe(true);
  });
});
