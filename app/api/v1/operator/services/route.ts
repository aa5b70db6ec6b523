import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { pageQuery } from "#lib/pagination.ts";
import { MintedService, NewService, Service } from "#lib/services/schema.ts";
import { createService, listServicePage } from "#lib/services/services.ts";

export const GET = endpoint({
  summary: "List service credentials",
  description: "Newest first, with revoked ones.",
  tag: "Operator",
  access: "operator",
  query: z.strictObject(pageQuery),
  returns: z.array(Service),
  list: true,
  handle: ({ query, now }) => listServicePage(query, now),
});

export const POST = endpoint({
  summary: "Create a service credential",
  description:
    "It can verify keys of every workspace and do nothing else. The secret is only in this response. Active credentials have different names.",
  tag: "Operator",
  access: "operator",
  body: NewService,
  returns: MintedService,
  status: 201,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, body, now, execution }) =>
    createService(asOperator(actor, { execution }), body.name, now),
});
