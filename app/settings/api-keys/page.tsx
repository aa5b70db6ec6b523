import type { Metadata } from "next";
import { requireUser } from "#app/actor.ts";
import { asAnswer } from "#app/as-answer.ts";
import { exampleApi } from "#app/example-api.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { ApiKeys } from "#components/key-list/api-keys.tsx";
import { type KeyFilter, keyQuery, loadKeyFilter } from "#components/key-list/key-filter.ts";
import type { KeyRules } from "#components/keys/key-rules.ts";
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
  const [page, rules] = await noteUnavailable(
    Promise.all([listKeys(user, keyQuery(filter), now), keyRules(user, now)]),
  );
  const revoked = page.items.length > 0 ? undefined : await oneRevoked(user, filter.environment, now);
  return (
    <ApiKeys
      initial={{ filter, page: asAnswer(page), revoked }}
      viewer={{ userId: user.userId, role: user.role, workspaceSuspended: user.workspaceSuspended }}
      rules={rules}
    />
  );
}

/** Revoked keys are hidden by default, so an empty list doesn't mean that there never were any. */
async function oneRevoked(user: UserActor, environment: KeyFilter["environment"], now: Date) {
  const query = { environment, status: ["revoked" as const], limit: 1 };
  return asAnswer(await noteUnavailable(listKeys(user, query, now)));
}

/** Null if the user can't create or change keys. */
async function keyRules(user: UserActor, now: Date): Promise<KeyRules | null> {
  if (!user.scopes.includes("keys:write") || user.workspaceSuspended) return null;
  const [{ id, limits, key_policy }, scopes, api] = await Promise.all([
    getWorkspaceDetail(user, user.workspaceId, now),
    listScopes(user),
    exampleApi(),
  ]);
  return { workspace: { id, limits, key_policy }, scopes, api };
}
