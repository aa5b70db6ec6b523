import { setImmediate as nextTurn } from "node:timers/promises";
import { env } from "#env.ts";
import { loadRoutes, type Route } from "#lib/api/routes.ts";
import { StaticJson } from "#lib/api/static-json.ts";
import { examples } from "#lib/openapi/examples.ts";
import { operation } from "#lib/openapi/operation.ts";
import type { Json } from "#lib/openapi/schema.ts";
import { problems } from "#lib/problems.ts";
import { DEFAULT_NAME } from "#lib/settings/default-name.ts";
import type { Settings } from "#lib/settings/schema.ts";
import { currentSettings } from "#lib/settings/settings.ts";

interface Generated {
  paths: Json;
  schemas: Json;
}

let generated: Promise<Generated> | undefined;
let latest: { about: string; document: Promise<StaticJson> } | undefined;

/**
 * The OpenAPI 3.1 document, generated once from the same objects that handle the requests. When the operator changes their
 * brand, only what the document says about itself is replaced.
 */
export async function openApiDocument(): Promise<StaticJson> {
  generated ??= generate();
  const { paths, schemas } = await generated;
  const about = await currentSettings().then(({ branding }) => aboutOf(branding), unlessKnown);
  if (about && latest?.about !== JSON.stringify(about))
    latest = {
      about: JSON.stringify(about),
      document: StaticJson.of(documentOf(about, paths, schemas)),
    };
  return latest!.document;
}

// The document doesn't need the database, only its title.
function unlessKnown(error: unknown): null {
  if (latest) return null;
  throw error;
}

function aboutOf(branding: Settings["branding"]): Json {
  const { name, support_email: support, docs_url: docs, terms_url: terms } = branding;
  return {
    info: {
      title: name ?? DEFAULT_NAME,
      version: "1",
      description: "Accounts, API keys, exact limits and usage.",
      ...(support ? { contact: { name: "Support", email: support } } : {}),
      ...(terms ? { termsOfService: terms } : {}),
      // The software's, not that of the operator's service.
      ...(name ? {} : { license: { name: "MIT", identifier: "MIT" } }),
    },
    ...(docs ? { externalDocs: { url: docs } } : {}),
  };
}

async function generate(): Promise<Generated> {
  const schemas: Json = {};
  const paths: Json = {};
  for (const route of await loadRoutes()) {
    paths[route.path] = pathItem(route, schemas);
    // Generating everything takes tens of milliseconds, and requests must not wait for that.
    await nextTurn();
  }
  return { paths, schemas };
}

function documentOf(about: Json, paths: Json, schemas: Json): Json {
  return {
    openapi: "3.1.0",
    ...about,
    servers: [{ url: env.appUrl }],
    tags: ["Accounts", "Keys", "Usage", "Audit log", "Workspaces", "Operator", "Meta"].map((name) => ({
      name,
    })),
    security: [{ apiKey: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: withExamples({ ...schemas, Problem: PROBLEM }),
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key", description: "An API key" },
        bearer: { type: "http", scheme: "bearer", description: "An API key or an access token" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "latchkey-session",
          description: "A browser session, accepted only from this site's own pages",
        },
      },
    },
  };
}

function withExamples(schemas: Json): Json {
  const withOne = ([name, schema]: [string, unknown]) => [
    name,
    { ...(schema as Json), examples: [examples[name]] },
  ];
  return Object.fromEntries(Object.entries(schemas).map(withOne));
}

const PROBLEM: Json = {
  type: "object",
  description: "An error (RFC 9457 problem details)",
  required: ["type", "title", "status", "detail", "code", "request_id"],
  properties: {
    type: { type: "string", format: "uri" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string", enum: Object.keys(problems) },
    reason: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "code", "detail"],
        properties: { pointer: { type: "string" }, code: { type: "string" }, detail: { type: "string" } },
      },
    },
    required_scopes: { type: "array", items: { type: "string" } },
    retry_after_seconds: { type: "integer", minimum: 1 },
    request_id: { type: "string" },
  },
};

function pathItem({ path, methods }: Route, schemas: Json): Json {
  return Object.fromEntries(
    [...methods].map(([method, { spec }]) => [method.toLowerCase(), operation(path, method, spec, schemas)]),
  );
}
