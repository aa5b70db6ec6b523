import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { createUser } from "#lib/operator/create-user.ts";
import { listUsers } from "#lib/operator/users.ts";
import { NewOperatorUser, OperatorUser, UserStatusName } from "#lib/operator/users-schema.ts";
import { pageQuery } from "#lib/pagination.ts";
import { NO_CONTROL_CHARACTERS } from "#lib/text.ts";
import { When } from "#lib/usage/schema.ts";

export const GET = endpoint({
  summary: "List users",
  description: "All users of the installation, newest first.",
  tag: "Operator",
  access: "operator",
  query: z.strictObject({
    q: z
      .string()
      .max(254)
      .regex(NO_CONTROL_CHARACTERS, "Must not contain control characters")
      .optional()
      .meta({ description: "Part of an email or name, or a user ID" }),
    status: UserStatusName.optional(),
    from: When.optional().meta({ description: "Only users who have joined since" }),
    ...pageQuery,
  }),
  returns: z.array(OperatorUser),
  list: true,
  handle: ({ query }) => listUsers(query),
});

export const POST = endpoint({
  summary: "Create a user",
  description:
    "Emails a link to choose a password, which expires in 7 days. Nobody can log in to the account before that. It doesn't matter who can sign up.",
  tag: "Operator",
  access: "operator",
  body: NewOperatorUser,
  returns: OperatorUser,
  status: 201,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, body, now, execution }) => createUser(asOperator(actor, { execution }), body, now),
});
