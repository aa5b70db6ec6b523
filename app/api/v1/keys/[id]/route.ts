import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { changeKey, getKey, revokeKey } from "#lib/keys/keys.ts";
import { KeyChange, KeyId, PublicKey } from "#lib/keys/schema.ts";

const params = z.object({ id: KeyId });

export const GET = endpoint({
  summary: "Get an API key",
  tag: "Keys",
  scope: "keys:read",
  params,
  returns: PublicKey,
  handle: ({ actor, params, now }) => getKey(actor, params.id, now),
});

export const PATCH = endpoint({
  summary: "Update an API key",
  description:
    "Changes only the fields you send. Applies from the key's next request. An API key can't change its own scopes, rate limit, expiry or status, and can't change or enable a key that has more than itself, or give a key more. It can disable such a key, if nothing else is changed.",
  tag: "Keys",
  scope: "keys:write",
  params,
  body: KeyChange,
  returns: PublicKey,
  problems: ["conflict"],
  handle: ({ actor, params, body, now }) => changeKey(actor, params.id, body, now),
});

export const DELETE = endpoint({
  summary: "Revoke an API key",
  description:
    "Can't be undone. Requests that start after the response are refused. A key can revoke itself, and keys that have more than itself.",
  tag: "Keys",
  scope: "keys:write",
  params,
  returns: PublicKey,
  problems: ["conflict"],
  handle: ({ actor, params, now }) => revokeKey(actor, params.id, now),
});
