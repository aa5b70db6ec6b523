import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { Settings, SettingsChange } from "#lib/settings/schema.ts";
import { changeSettings, currentSettings } from "#lib/settings/settings.ts";

export const GET = endpoint({
  summary: "Get the installation's settings",
  description: "What is stored wins over the environment.",
  tag: "Operator",
  access: "operator",
  returns: Settings,
  handle: () => currentSettings(),
});

export const PATCH = endpoint({
  summary: "Update the installation's settings",
  description:
    "In force with the next request. signup and signup_domains also apply to sign-ups that wait for their verification. In branding, null takes a value away.",
  tag: "Operator",
  access: "operator",
  body: SettingsChange,
  returns: Settings,
  handle: ({ actor, body, now }) => changeSettings(asOperator(actor), body, now),
});
