import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { changeKey, getKey, revokeKey } from "#lib/keys/keys.ts";
import { KeyChange, KeyId, PublicKey } from "#lib/keys/schema.ts";

const params = z.object({ id: KeyId });

export const GET = endpoint({
  summary: "Show an API key",
  tag: "Keys",
  scope: "keys:read",
  params,
  returns: PublicKey,
  handle: ({ actor, params, now }) => getKey(actor, params.id, now),
});

export const PATCH = endpoint({
  summary: "Change an API key",
  description: "Changes the members that are sent; in force for the key's very next request.",
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
  description: "For ever: no request that starts after the answer is accepted.",
  tag: "Keys",
  scope: "keys:write",
  params,
  returns: PublicKey,
  problems: ["conflict"],
  handle: ({ actor, params, now }) => revokeKey(actor, params.id, now),
});
