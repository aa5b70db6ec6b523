import Ajv2020, { type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { TestServer } from "#e2e/test-server.ts";

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, object> }> }>>;
}

interface Contract {
  document: Document;
  ajv: Ajv2020;
  patterns: { path: string; pattern: RegExp }[];
}

const contracts = new Map<string, Promise<Contract>>();

/** How a response contradicts the OpenAPI document; null if it doesn't, or if its path isn't documented. */
export async function contractViolation(
  server: Pick<TestServer, "url">,
  method: string,
  path: string,
  response: Response,
  body: unknown,
) {
  if (!path.startsWith("/api/v1/") || method === "HEAD") return null;
  const { document, ajv, patterns } = await contractOf(server);
  const route = patterns.find(({ pattern }) => pattern.test(path.split(/[?#]/)[0]!));
  const operation = route && document.paths[route.path]?.[method.toLowerCase()];
  if (!operation) return null;
  const { status } = response;
  const documented = operation.responses[status] ?? operation.responses.default;
  if (!documented) return `${method} ${route.path}: the status ${status} is not documented`;
  const type = response.headers.get("content-type")?.split(";")[0];
  if (!documented.content)
    return body === null ? null : `${method} ${route.path} ${status}: a body that is not documented`;
  if (!type || !documented.content[type])
    return `${method} ${route.path} ${status}: ${type} is not documented`;
  const validate = schemaAt(ajv, [
    "paths",
    route.path,
    method.toLowerCase(),
    "responses",
    status in operation.responses ? `${status}` : "default",
    "content",
    type,
    "schema",
  ]);
  return validate(body) ? null : `${method} ${route.path} ${status}: ${ajv.errorsText(validate.errors)}`;
}

function contractOf(server: Pick<TestServer, "url">): Promise<Contract> {
  const known = contracts.get(server.url) ?? load(server.url);
  contracts.set(server.url, known);
  return known;
}

async function load(url: string): Promise<Contract> {
  const document = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, "openapi");
  const patterns = Object.keys(document.paths)
    // Fixed parts before parameters.
    .sort((a, b) => (a.replaceAll("{", "~") < b.replaceAll("{", "~") ? -1 : 1))
    .map((path) => ({
      path,
      pattern: new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`),
    }));
  return { document, ajv, patterns };
}

function schemaAt(ajv: Ajv2020, parts: string[]): ValidateFunction {
  const pointer = parts
    .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
    .join("/");
  const validate = ajv.getSchema(`openapi#/${pointer}`);
  if (!validate) throw new Error(`No schema at ${pointer}`);
  return validate as ValidateFunction;
}
