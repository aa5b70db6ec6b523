import { csrf, sessionCookie } from "#e2e/api/browser-login.ts";
import { call, newDeveloper, newKey } from "#e2e/api/client.ts";
import { setPlan } from "#e2e/api/store.ts";
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
  /** The ID of another key. */
  otherId: string;
  /** The cookie of a browser session. */
  session: string;
  /** next-auth's CSRF token and its cookie. */
  csrfToken: string;
  csrfCookie: string;
}

const ALL_SCOPES = ["keys:read", "keys:write", "keys:verify", "usage:read", "workspace:read", "data:read"];

// These would end the session that the other requests need.
const ENDS_SESSION = ["DELETE /api/v1/auth/sessions", "POST /api/v1/auth/logout"];

/** Creates a developer with a key, a browser session and no limits. */
export async function newKnown(server: TestServer): Promise<Known> {
  const ada = await newDeveloper(server);
  await setPlan(server, ada);
  const { csrfToken, cookie: csrfCookie } = await csrf(server);
  return {
    operations: operationsOf((await call(server, "GET", "/api/v1/openapi.json")).body),
    key: (await newKey(server, ada, { scopes: ALL_SCOPES })).secret,
    accessToken: ada.accessToken,
    otherId: (await newKey(server, ada)).id,
    session: await sessionCookie(server, ada),
    csrfToken,
    csrfCookie,
  };
}

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
