import { z } from "zod";
import { publicKeys } from "#lib/accounts/access-token.ts";
import { endpoint } from "#lib/api/endpoint.ts";

export const GET = endpoint({
  summary: "Get the public signing keys",
  description:
    "The JWK set for verifying access tokens in your own backends: algorithm EdDSA, issuer APP_URL, audience api.",
  tag: "Accounts",
  access: "public",
  returns: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
  envelope: false,
  handle: () => publicKeys(),
});
