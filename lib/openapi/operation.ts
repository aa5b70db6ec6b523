import type { z } from "zod";
import type { AnySpec } from "#lib/api/endpoint-spec.ts";
import { type Json, toSchema } from "#lib/openapi/schema.ts";
import { type ProblemCode, problems } from "#lib/problems.ts";

const FOR_USERS: AnySpec["access"][] = ["user", "person", "operator"];

/** Describes one method of one path. Named schemas are added to `schemas`. */
export function operation(path: string, method: string, spec: AnySpec, schemas: Json): Json {
  const open = spec.access === "public" ? [] : spec.access === "optional" ? [{}, { bearer: [] }] : undefined;
  const personal = FOR_USERS.includes(spec.access) ? [{ bearer: [] }, { session: [] }] : undefined;
  return {
    operationId: operationId(path, method),
    summary: spec.summary,
    description: details(spec),
    tags: [spec.tag],
    security: open ?? personal,
    parameters: [
      ...parameters(spec.params, "path", schemas),
      ...parameters(spec.query, "query", schemas),
      ...headerParameters(spec),
    ],
    requestBody: spec.body && {
      required: !spec.body.safeParse(undefined).success,
      content: { "application/json": { schema: toSchema(spec.body, "input", schemas) } },
    },
    responses: { ...success(spec, schemas), ...refusals(method, spec) },
  };
}

function details({ description, scope, cost }: AnySpec): string | undefined {
  const lines = [
    description,
    scope && `Requires the scope \`${scope}\` or a role that includes it.`,
    cost === 0 && "Doesn't count against any limit.",
  ];
  return lines.filter(Boolean).join("\n\n") || undefined;
}

/** `GET /api/v1/keys/{id}/usage` → `getKeysIdUsage` */
function operationId(path: string, method: string): string {
  const words = path
    .replace("/api/v1", "")
    .split(/[^a-zA-Z0-9]+/)
    .filter(Boolean);
  return method.toLowerCase() + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
}

function parameters(schema: z.ZodObject | undefined, where: "path" | "query", schemas: Json): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, member]) => {
    const { description, ...rest } = toSchema(member as z.ZodType, "input", schemas);
    const required = where === "path" || !(member as z.ZodType).safeParse(undefined).success;
    return { name, in: where, required, description, schema: rest };
  });
}

function headerParameters({ access = "actor", idempotent }: AnySpec): Json[] {
  const workspace = { name: "X-Workspace-Id", in: "header", schema: { type: "string" } };
  const key = {
    name: "Idempotency-Key",
    in: "header",
    schema: { type: "string", minLength: 1, maxLength: 255 },
  };
  return [
    ...(access === "public"
      ? []
      : [{ ...workspace, description: "Selects the workspace for a user who has several" }]),
    ...(idempotent
      ? [{ ...key, description: "Makes retries safe: for 24 hours, repeats return the first response" }]
      : []),
  ];
}

function success(spec: AnySpec, schemas: Json): Json {
  const headers = spec.access === "public" ? {} : RATE_LIMIT_HEADERS;
  const downloads = Object.fromEntries(
    (spec.downloads ?? []).map((type) => [type, { schema: { type: "string" } }]),
  );
  if (!spec.returns && spec.downloads)
    return { 200: { description: spec.summary, headers, content: downloads } };
  if (!spec.returns) return { 204: { description: "Done", headers } };
  const value = toSchema(spec.returns, "output", schemas);
  const schema =
    spec.envelope === false
      ? value
      : envelope(value, spec.list, spec.meta && toSchema(spec.meta, "output", schemas));
  const content = { "application/json": { schema }, ...downloads };
  return {
    ...(spec.static && { 304: { description: "You already have the current version" } }),
    [spec.status ?? 200]: { description: spec.summary, headers, content },
    ...(spec.alternative && alternative(spec.alternative, schemas)),
  };
}

function alternative(
  { status, returns, description }: NonNullable<AnySpec["alternative"]>,
  schemas: Json,
): Json {
  const schema = envelope(toSchema(returns, "output", schemas), false);
  return { [status]: { description, content: { "application/json": { schema } } } };
}

function envelope(data: Json, list: unknown, more?: Json): Json {
  if (!list && !more) return { type: "object", required: ["data"], properties: { data } };
  const page = list ? { next_cursor: { type: ["string", "null"] } } : {};
  const properties = { ...page, ...(more?.properties as Json | undefined) };
  const meta = { type: "object", required: Object.keys(properties), properties };
  return { type: "object", required: ["data", "meta"], properties: { data, meta } };
}

const header = (description: string) => ({ description, schema: { type: "string" } });
const RATE_LIMIT_HEADERS = {
  "request-id": header("Identifies the request in the request log"),
  RateLimit: header("What is left of each policy and when it resets"),
  "RateLimit-Policy": header("The limit and window of each policy"),
};

/** The problems that the endpoint's specification implies, and those it declares. */
function refusals(method: string, spec: AnySpec): Json {
  const { access = "actor", cost = 1, params, query, body, idempotent, problems: own = [] } = spec;
  const codes: ProblemCode[] = ["credential_in_url", "unavailable", ...own];
  // Requests that need no credential and change something are limited by network.
  if (method !== "GET" && (access === "public" || access === "optional")) codes.push("too_many_attempts");
  if (access !== "public")
    codes.push(
      "multiple_credentials",
      "duplicate_header",
      "unauthorized",
      "invalid_api_key",
      "invalid_token",
      "inactive_api_key",
      "forbidden",
    );
  if (access !== "public" && cost > 0) codes.push("rate_limited");
  if (params || access !== "public") codes.push("not_found");
  codes.push("invalid_parameter");
  if (idempotent) codes.push("invalid_idempotency_key", "idempotency_in_progress", "idempotency_key_reused");
  if (query && "cursor" in query.shape) codes.push("invalid_cursor");
  if (body)
    codes.push(
      "malformed_json",
      "invalid_encoding",
      "json_too_deep",
      "body_too_large",
      "unsupported_media_type",
      "unsupported_encoding",
      "validation_failed",
      "unknown_field",
    );
  return byStatus([...new Set(codes)]);
}

function byStatus(codes: ProblemCode[]): Json {
  const statuses = Map.groupBy(codes, (code) => problems[code].status);
  const content = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  const described = [...statuses].map(([status, of]) => [
    status,
    { description: of.map((code) => `\`${code}\`: ${problems[code].title}`).join("; "), content },
  ]);
  const others = {
    description:
      "A request that was refused before this operation: malformed, too large or with an unsupported method",
    content,
  };
  return { ...Object.fromEntries(described), default: others };
}
