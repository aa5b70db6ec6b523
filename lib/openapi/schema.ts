import { z } from "zod";

export type Json = Record<string, unknown>;

/** JSON Schema 2020-12; named schemas (`meta({ id })`) become components. */
export function toSchema(type: z.ZodType, io: "input" | "output", schemas: Json): Json {
  const { $schema, $defs, id, ...schema } = z.toJSONSchema(type, {
    io,
    unrepresentable: "any",
    override: nameless,
  }) as Json;
  for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, Json>))
    schemas[name] = relink(definition);
  const linked = relink(schema);
  if (typeof id !== "string") return linked;
  schemas[id] = linked;
  return { $ref: `#/components/schemas/${id}` };
}

function nameless({ jsonSchema }: { jsonSchema: Json }): void {
  if (jsonSchema.type === "string" && jsonSchema.pattern && jsonSchema.format === "date-time")
    delete jsonSchema.pattern;
}

function relink(schema: Json): Json {
  const { id: _, ...rest } = schema;
  return JSON.parse(JSON.stringify(rest).replaceAll("#/$defs/", "#/components/schemas/"));
}
