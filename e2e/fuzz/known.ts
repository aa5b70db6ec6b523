import { randomBytes } from "node:crypto";
import { csrf, sessionCookie } from "#e2e/api/browser-login.ts";
import { call, type Developer, newDeveloper, newKey } from "#e2e/api/client.ts";
import { invitation, workspaceOf } from "#e2e/api/invitations.ts";
import { newOperator, operate, userIdOf } from "#e2e/api/operators.ts";
import { setPlan } from "#e2e/api/store.ts";
import { addMember } from "#e2e/api/workspaces.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** An operation of the OpenAPI document. */
export interface Operation {
  method: string;
  path: string;
  parameters: string[];
  /** The example of its body in the document. */
  example: Record<string, unknown> | null;
}

/** What a legitimate client has, so that many random requests get past the first checks. */
export interface Known {
  operations: Operation[];
  key: string;
  accessToken: string;
  /** What an ID in a path can be, by the part of the path before it. */
  ids: Record<string, string>;
  /** The cookie of a browser session. */
  session: string;
  /** next-auth's CSRF token and its cookie. */
  csrfToken: string;
  csrfCookie: string;
}

const READS = ["keys:read", "usage:read", "workspace:read", "data:read", "audit:read"];
const ALL_SCOPES = [...READS, "keys:write", "keys:verify"];

// These would end the session that the other requests need.
const ENDS_SESSION = ["DELETE /api/v1/auth/sessions", "POST /api/v1/auth/logout"];

/** Creates a developer with a key, a browser session and no limits. */
export async function newKnown(server: TestServer): Promise<Known> {
  const [ada, bob] = [await newDeveloper(server), await newDeveloper(server)];
  await setPlan(server, ada);
  const workspace = await workspaceOf(server, ada);
  await addMember(server, workspace, bob, "developer");
  const invited = await invitation(server, undefined, "viewer", ada);
  const key = await newKey(server, ada, { scopes: ALL_SCOPES });
  const made = await call(server, "GET", "/api/v1/me", { key: key.secret });
  return {
    ...(await knownTo(server, ada)),
    key: key.secret,
    ids: {
      keys: (await newKey(server, ada)).id,
      workspaces: workspace,
      members: await userIdOf(server, bob),
      invitations: invited.id,
      requests: made.headers.get("request-id")!,
      scopes: "data:read",
    },
  };
}

// A user can make 600 requests a minute, and a request beyond that isn't parsed.
const OPERATORS = 6;

/** Creates operators who take turns, and someone else with a workspace, a key and a plan that they can change. */
export async function newKnownOperator(server: TestServer): Promise<Known> {
  const bob = await newDeveloper(server);
  const operators: Developer[] = [];
  while (operators.length < OPERATORS) operators.push(await newOperator(server));
  const operator = operators[0]!;
  let turn = 0;
  const create = async (path: string, body: object) =>
    (await operate(server, operator, "POST", path, body)).body.data.id as string;
  const known = await knownTo(server, operator);
  return {
    ...known,
    operations: known.operations.filter(({ path }) => path.startsWith("/api/v1/operator/")),
    key: (await newKey(server, operator)).secret,
    ids: {
      keys: (await newKey(server, bob)).id,
      workspaces: await workspaceOf(server, bob),
      users: await userIdOf(server, bob),
      plans: await create("plans", { id: unique(), name: "Fuzzed", requests_per_minute: 10 }),
      services: await create("services", { name: unique() }),
      scopes: "data:read",
    },
    get accessToken() {
      turn += 1;
      return operators[turn % OPERATORS]!.accessToken;
    },
  };
}

const unique = () => `fuzzed-${randomBytes(6).toString("hex")}`;

async function knownTo(server: TestServer, developer: Developer) {
  const { csrfToken, cookie: csrfCookie } = await csrf(server);
  return {
    operations: operationsOf((await call(server, "GET", "/api/v1/openapi.json")).body),
    accessToken: developer.accessToken,
    session: await sessionCookie(server, developer),
    csrfToken,
    csrfCookie,
  };
}

/** The path of an operation with IDs that exist, or with this ID. */
export const pathOf = ({ path }: Operation, { ids }: Known, id?: string): string =>
  path.replace(/(\w+)\/\{\w+\}/g, (_, before: string) => {
    const known = id === undefined ? (ids[before] ?? ids.keys!) : encodeURIComponent(id);
    return `${before}/${known}`;
  });

// biome-ignore lint/suspicious/noExplicitAny: the document as it came over the wire
function operationsOf(document: any): Operation[] {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const all = Object.entries<any>(document.paths).flatMap(([path, item]) =>
    // biome-ignore lint/suspicious/noExplicitAny: as above
    Object.entries<any>(item).map(([method, { parameters = [], requestBody }]) => {
      const ref: string | undefined = requestBody?.content?.["application/json"]?.schema?.$ref;
      const schema = ref && document.components.schemas[ref.split("/").at(-1)!];
      return {
        method: method.toUpperCase(),
        path,
        parameters: parameters
          .filter((p: { in: string }) => p.in === "query")
          .map((p: { name: string }) => p.name),
        example: schema ? schema.examples[0] : null,
      };
    }),
  );
  return all.filter(({ method, path }) => !ENDS_SESSION.includes(`${method} ${path}`));
}
