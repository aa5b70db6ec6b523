import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { openApiDocument } from "#lib/openapi/document.ts";

export const GET = endpoint({
  summary: "Get the OpenAPI document",
  description:
    "OpenAPI 3.1, generated from the endpoint definitions that serve the routes. Send If-None-Match to get 304 if it hasn't changed.",
  tag: "Meta",
  access: "public",
  returns: z.record(z.string(), z.unknown()),
  envelope: false,
  static: true,
  handle: () => openApiDocument(),
});
