import type { Metadata } from "next";
import { requireUser } from "#app/actor.ts";
import { exampleApi } from "#app/example-api.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { ApiKeys } from "#components/keys/api-keys.tsx";
import { keyQuery, loadKeyFilter } from "#components/keys/key-filter.ts";
import type { NewKeyRules } from "#components/keys/new-key-rules.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { clockMs } from "#lib/clock.ts";
import { listKeys } from "#lib/keys/keys.ts";
import { listScopes } from "#lib/scopes/scopes.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { getWorkspaceDetail } from "#lib/workspaces/workspace-detail.ts";

export const metadata: Metadata = { title: "API keys" };

export default async function ApiKeysPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  const user = await requireUser(pageUrl("/settings/api-keys", search));
  const filter = loadKeyFilter(search);
  const now = new Date(clockMs());
  const [{ items, nextCursor }, rules] = await noteUnavailable(
    Promise.all([listKeys(user, keyQuery(filter), now), newKeyRules(user, now)]),
  );
  return (
    <ApiKeys
      initialFilter={filter}
      firstPage={{ data: items, meta: { next_cursor: nextCursor } }}
      user={{ id: user.userId, role: user.role }}
      rules={rules}
    />
  );
}

/** Null if the user can't create keys. */
async function newKeyRules(user: UserActor, now: Date): Promise<NewKeyRules | null> {
  if (!user.scopes.includes("keys:write") || user.workspaceSuspended) return null;
  const [{ id, limits, key_policy }, scopes] = await Promise.all([
    getWorkspaceDetail(user, user.workspaceId, now),
    listScopes(user),
  ]);
  return { workspace: { id, limits, key_policy }, scopes, api: exampleApi() };
}
