import { deleteAccount, previewDeletion } from "#lib/accounts/delete-account.ts";
import { AccountDeletion } from "#lib/accounts/own-account-schema.ts";
import { DeletionPreview } from "#lib/accounts/schema.ts";
import { endSessionCookie } from "#lib/accounts/session-cookie.ts";
import { visitorOf } from "#lib/accounts/visitor.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { WithHeaders } from "#lib/api/with-headers.ts";

export const GET = endpoint({
  summary: "Preview the deletion of your account",
  description: "What would happen to your workspaces. Nothing is changed.",
  tag: "Accounts",
  access: "person",
  returns: DeletionPreview,
  handle: ({ actor }) => previewDeletion(actor),
});

export const POST = endpoint({
  summary: "Delete your account",
  description:
    "Also deletes the workspaces of which you are the only member, with their API keys. API keys that you created in other workspaces stay. You can't delete your account while you are the last owner of a workspace with other members. Wrong passwords are counted like failed log-ins. This can't be undone.",
  tag: "Accounts",
  access: "person",
  body: AccountDeletion,
  problems: ["invalid_credentials", "too_many_attempts", "conflict"],
  handle: async ({ actor, body, request, now }) => {
    await deleteAccount(actor, body.password, visitorOf(request), now);
    return new WithHeaders(undefined, { "set-cookie": endSessionCookie() });
  },
});
