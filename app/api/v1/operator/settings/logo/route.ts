import { asOperator } from "#lib/actors/commit-as-operator.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { removeLogo, uploadLogo } from "#lib/settings/logo.ts";
import { NewLogo, Settings } from "#lib/settings/schema.ts";

export const PUT = endpoint({
  summary: "Upload the installation's logo",
  description:
    "A PNG, WebP or SVG file of at most 48,000 bytes and 2048 × 2048 pixels, in base64. It replaces the one before. Best is a square symbol that can be seen on light and dark, because the name is written next to it. In force with the next page.",
  tag: "Operator",
  access: "operator",
  body: NewLogo,
  returns: Settings,
  handle: ({ actor, body, now }) => uploadLogo(asOperator(actor), Buffer.from(body.image, "base64"), now),
});

export const DELETE = endpoint({
  summary: "Remove the installation's logo",
  tag: "Operator",
  access: "operator",
  handle: ({ actor, now }) => removeLogo(asOperator(actor), now),
});
