// npm run sdk:types: writes the types of requests and answers from sdk/openapi.json.
// openapi-typescript needs the compiler API of TypeScript 5, which this project's TypeScript doesn't have.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SNAPSHOT } from "../openapi-snapshot.ts";

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  description?: string;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Schema;
}

type Content = Record<string, { schema?: Schema } | undefined>;

interface Operation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { content?: Content }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Where the generated types are. */
export const TYPES = fileURLToPath(new URL("src/api-types.ts", import.meta.url));

const BROWSER_ONLY = "/api/v1/auth/";

/** The types of all operations that programs can use. */
export function generateTypes(): string {
  const { paths, components }: Document = JSON.parse(readFileSync(SNAPSHOT, "utf8"));
  const operations = Object.entries(paths)
    .filter(([path]) => !path.startsWith(BROWSER_ONLY))
    .flatMap(([, item]) => Object.values(item).filter((operation) => operation.operationId));
  const named = namedSchemas(operations, components.schemas);
  return [
    "// Generated from sdk/openapi.json: npm run sdk:types",
    ...named.map((name) => declaration(name, components.schemas[name]!)),
    `/** What each operation takes and answers, by its name in the OpenAPI document. */\nexport interface Operations {\n${operations.map(signature).join("\n")}\n}`,
  ]
    .join("\n\n")
    .concat("\n");
}

/** The names of all schemas that the operations use, directly or not. */
function namedSchemas(operations: Operation[], schemas: Record<string, Schema>): string[] {
  const names = new Set(["Problem"]);
  const add = (value: unknown) => {
    for (const [, name = ""] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (names.has(name)) continue;
      names.add(name);
      add(schemas[name]);
    }
  };
  add(operations);
  return [...names].sort();
}

const declaration = (name: string, schema: Schema) =>
  `${comment(schema.description, "")}export type ${name} = ${typeOf(schema, "")};`;

function signature({ operationId, parameters = [], requestBody, responses }: Operation): string {
  const query = parameters.filter((parameter) => parameter.in === "query");
  const members = query.map(({ name, required, description, schema }) =>
    member(name, { description, ...schema }, required ?? false, "      "),
  );
  const parts = [
    members.length > 0 && `    query: {\n${members.join("\n")}\n    };`,
    requestBody && `    body: ${typeOf(jsonOf(requestBody.content), "    ")};`,
    `    result: ${resultOf(responses)};`,
  ].filter(Boolean);
  return `  ${operationId}: {\n${parts.join("\n")}\n  };`;
}

const jsonOf = (content: Content): Schema => content["application/json"]?.schema ?? {};

function resultOf(responses: Operation["responses"]): string {
  const contents = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([, { content }]) => content);
  return [
    ...new Set(contents.map((content) => (content ? typeOf(jsonOf(content), "    ") : "undefined"))),
  ].join(" | ");
}

function member(name: string, schema: Schema, required: boolean, indent: string): string {
  const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
  return `${comment(schema.description, indent)}${indent}${key}${required ? "" : "?"}: ${typeOf(schema, indent)};`;
}

const comment = (text: string | undefined, indent: string) =>
  text ? `${indent}/** ${text.replaceAll("*/", "* /").replaceAll(/\s+/g, " ")} */\n` : "";

function typeOf(schema: Schema, indent: string): string {
  const { $ref, enum: values, anyOf, oneOf, type } = schema;
  if ($ref) return $ref.split("/").pop()!;
  if (values) return values.map((value) => JSON.stringify(value)).join(" | ");
  if ("const" in schema) return JSON.stringify(schema.const);
  const choices = anyOf ?? oneOf;
  if (choices) return [...new Set(choices.map((choice) => typeOf(choice, indent)))].join(" | ");
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one }, indent)).join(" | ");
  if (type === "array") return arrayOf(typeOf(schema.items ?? {}, indent));
  if (type === "object") return objectOf(schema, indent);
  return SIMPLE[type ?? ""] ?? "unknown";
}

const SIMPLE: Record<string, string> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  null: "null",
};

const arrayOf = (item: string) => (/^[\w.]+$/.test(item) ? `${item}[]` : `Array<${item}>`);

function objectOf({ properties, required = [], additionalProperties }: Schema, indent: string): string {
  if (!properties) {
    const values =
      typeof additionalProperties === "object" ? typeOf(additionalProperties, indent) : "unknown";
    return `Record<string, ${values}>`;
  }
  const members = Object.entries(properties).map(([name, schema]) =>
    member(name, schema, required.includes(name), `${indent}  `),
  );
  return members.length > 0 ? `{\n${members.join("\n")}\n${indent}}` : "Record<string, never>";
}

if (import.meta.main) writeFileSync(TYPES, generateTypes());
