import { Logout } from "#lib/accounts/schema.ts";
import { logOut } from "#lib/accounts/sessions.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const POST = endpoint({
  summary: "Log out",
  description:
    "Ends the session of refresh_token or, without one, the current session. Its access tokens stop working immediately.",
  tag: "Accounts",
  access: "optional",
  cost: 0,
  body: Logout,
  problems: ["invalid_refresh_token"],
  handle: ({ actor, body, now }) => logOut(actor, body?.refresh_token, now),
});
