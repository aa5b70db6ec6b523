import { endpoint } from "#lib/api/endpoint.ts";
import { describeActor } from "#lib/gate/me.ts";
import { Me } from "#lib/gate/schema.ts";

export const GET = endpoint({
  summary: "Get the current actor",
  description:
    "The key or user behind this credential, with its workspace and scopes. A user without a workspace has `workspace: null`.",
  tag: "Accounts",
  access: "anyone",
  returns: Me,
  handle: ({ actor }) => describeActor(actor),
});
