import { fileURLToPath } from "node:url";

/** Where the part of the OpenAPI document is kept that the SDKs' types are generated from. */
export const SNAPSHOT = fileURLToPath(new URL("openapi.json", import.meta.url));

type Json = Record<string, unknown>;
interface Document {
  paths: Record<string, Json>;
  components: { schemas: Json };
}

/** What the SDKs need of the OpenAPI document: no operator's routes, and nothing that differs between installations. */
export function snapshotOf({ paths, components }: Document): string {
  const covered = Object.entries(paths).filter(([path]) => !path.startsWith("/api/v1/operator/"));
  const schemas: Json = {};
  const add = (value: unknown): void => {
    for (const [, name = ""] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (name in schemas) continue;
      schemas[name] = components.schemas[name];
      add(components.schemas[name]);
    }
  };
  add(covered);
  const document = {
    openapi: "3.1.0",
    info: { title: "Latchkey", version: "1" },
    paths: Object.fromEntries(covered.map(([path, item]) => [path, mapOf(item, withoutErrors)])),
    components: { schemas },
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

const mapOf = (item: Json, change: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, change(value)]));

/** Every operation has the same error: a problem. */
function withoutErrors(operation: unknown): unknown {
  const { responses, ...rest } = operation as { responses?: Json };
  if (!responses) return operation;
  return {
    ...rest,
    responses: Object.fromEntries(Object.entries(responses).filter(([status]) => status.startsWith("2"))),
  };
}
