import type { Metadata } from "next";
import { requireUser } from "#app/actor.ts";
import { ApiKeys } from "#components/keys/api-keys.tsx";
import { readKeyFilter } from "#components/keys/key-filter.ts";
import { clockMs } from "#lib/clock.ts";
import { listKeys } from "#lib/keys/keys.ts";
import { listScopes } from "#lib/scopes/scopes.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "API keys" };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function ApiKeysPage({ searchParams }: { searchParams: Search }) {
  const user = await requireUser("/settings/api-keys");
  const filter = readKeyFilter(await searchParams);
  const status = filter.status && [filter.status];
  const { items, nextCursor } = await noteUnavailable(
    listKeys(user, { limit: 20, ...filter, status }, new Date(clockMs())),
  );
  const scopes = await noteUnavailable(listScopes(user));
  return (
    <ApiKeys
      initialFilter={filter}
      firstPage={{ data: items, meta: { next_cursor: nextCursor } }}
      scopes={scopes.filter((scope) => !scope.built_in || user.scopes.includes(scope.name))}
      mayWrite={user.scopes.includes("keys:write")}
    />
  );
}
