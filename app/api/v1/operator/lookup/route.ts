import { endpoint } from "#lib/api/endpoint.ts";
import { lookUp } from "#lib/operator/lookup.ts";
import { Lookup, LookupResult } from "#lib/operator/lookup-schema.ts";

export const POST = endpoint({
  summary: "Find out whose a key is",
  description:
    "For reports of leaked keys. Send the full secret, its hint or the ID of a request. The secret is neither logged nor stored.",
  tag: "Operator",
  access: "operator",
  body: Lookup,
  returns: LookupResult,
  readOnly: true,
  handle: ({ body, now }) => lookUp(body, now),
});
