import { z } from "zod";
import { endpoint } from "#lib/http/endpoint.ts";
import { openApiDocument } from "#lib/http/openapi.ts";
import { loadRoutes } from "#lib/http/routes.ts";

export const GET = endpoint({
  summary: "Get the OpenAPI document",
  description: "OpenAPI 3.1, generated from the endpoint definitions that serve the routes.",
  tag: "Meta",
  access: "public",
  returns: z.record(z.string(), z.unknown()),
  envelope: false,
  handle: async () => openApiDocument(await loadRoutes()),
});
