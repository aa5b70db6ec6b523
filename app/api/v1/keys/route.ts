import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { createKey } from "#lib/keys/create.ts";
import { listKeys } from "#lib/keys/keys.ts";
import { KeyListQuery, MintedKey, NewKey, PublicKey } from "#lib/keys/schema.ts";

export const GET = endpoint({
  summary: "List API keys",
  description:
    "By default, newest first. API keys can only see keys of their own environment. A cursor only works with the sort it was returned for.",
  tag: "Keys",
  scope: "keys:read",
  query: KeyListQuery,
  returns: z.array(PublicKey),
  list: true,
  handle: ({ actor, query, now }) => listKeys(actor, query, now),
});

export const POST = endpoint({
  summary: "Create an API key",
  description:
    "The secret is only in this response. Store it now. An API key can only create keys that have at most its own scopes, rate limit, expiry and environment: if it has a rate limit or expires, new keys need rate_limit or expires_at too.",
  tag: "Keys",
  scope: "keys:write",
  body: NewKey,
  returns: MintedKey,
  status: 201,
  idempotent: true,
  problems: ["conflict"],
  handle: ({ actor, body, now, execution }) => createKey(actor, body, now, execution),
});
