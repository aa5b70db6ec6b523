import { z } from "zod";
import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { mailPasswordLink } from "#lib/operator/mail-password-link.ts";
import { PasswordLinkSent } from "#lib/operator/users-schema.ts";
import { UserId } from "#lib/user-id.ts";

export const POST = endpoint({
  summary: "Email a user a link to choose a password",
  description:
    "The link works once, for 1 hour, or for 7 days if it is their first password. Their current password keeps working until they choose another one. At most 5 per user and hour.",
  tag: "Operator",
  access: "operator",
  params: z.object({ id: UserId }),
  returns: PasswordLinkSent,
  status: 202,
  problems: ["not_found", "too_many_attempts"],
  handle: ({ actor, params, now }) =>
    mailPasswordLink(asOperator(actor, { changedUserId: params.id }), params.id, now),
});
