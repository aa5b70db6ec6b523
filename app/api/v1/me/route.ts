import { ProfileChange } from "#lib/accounts/own-account-schema.ts";
import { changeProfile } from "#lib/accounts/profile.ts";
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
  handle: ({ actor, now }) => describeActor(actor, now),
});

export const PATCH = endpoint({
  summary: "Change your profile",
  description: "Your name, and which emails you get. API keys can't change it.",
  tag: "Accounts",
  access: "person",
  body: ProfileChange,
  returns: Me,
  handle: async ({ actor, body, now }) => {
    await changeProfile(actor, body);
    return describeActor(actor, now);
  },
});
