import { z } from "zod";

export type Json = Record<string, unknown>;

/** Converts to JSON Schema 2020-12. Named schemas (`meta({ id })`) become components. */
export function toSchema(type: z.ZodType, io: "input" | "output", schemas: Json): Json {
  const { $schema, $defs, id, ...schema } = z.toJSONSchema(type, {
    io,
    unrepresentable: "any",
    override: withoutDatePattern,
  }) as Json;
  for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, Json>))
    schemas[name] = relink(definition);
  const linked = relink(schema);
  if (typeof id !== "string") return linked;
  schemas[id] = linked;
  return { $ref: `#/components/schemas/${id}` };
}

// "format" already says it; zod's pattern for dates is long and makes the document hard to read.
function withoutDatePattern({ jsonSchema }: { jsonSchema: Json }): void {
  if (jsonSchema.type === "string" && jsonSchema.pattern && jsonSchema.format === "date-time")
    delete jsonSchema.pattern;
}

function relink(schema: Json): Json {
  const { id: _, ...rest } = schema;
  return JSON.parse(JSON.stringify(rest).replaceAll("#/$defs/", "#/components/schemas/"));
}
