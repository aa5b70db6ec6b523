import { endpoint } from "#lib/api/endpoint.ts";
import { describeActor } from "#lib/gate/me.ts";
import { Me } from "#lib/gate/schema.ts";

export const GET = endpoint({
  summary: "Who am I?",
  description: "The key or user that this credential is, its workspace and its scopes.",
  tag: "Accounts",
  returns: Me,
  handle: ({ actor }) => describeActor(actor),
});
