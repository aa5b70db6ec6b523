import { z } from "zod";
import { publicKeys } from "#lib/accounts/access-token.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const GET = endpoint({
  summary: "Public keys",
  description: "The JWK set that other backends check access tokens with.",
  tag: "Accounts",
  access: "public",
  returns: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
  envelope: false,
  handle: () => publicKeys(),
});
