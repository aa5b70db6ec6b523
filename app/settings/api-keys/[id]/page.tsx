import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { requireUser } from "#app/actor.ts";
import { exampleApi } from "#app/example-api.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { KeyDetails } from "#components/key-details/key-details.tsx";
import { inEnvironment } from "#components/shell/environment.ts";
import { readEnvironment } from "#components/shell/read-environment.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { clockMs } from "#lib/clock.ts";
import { creatorOf } from "#lib/keys/creator.ts";
import { getKey } from "#lib/keys/keys.ts";
import { KeyId, type PublicKey } from "#lib/keys/schema.ts";
import { isProblem } from "#lib/problem.ts";
import { listScopes } from "#lib/scopes/scopes.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { readKeyLimits } from "#lib/usage/key-limits.ts";
import { listRequests } from "#lib/usage/requests.ts";
import { getWorkspaceDetail } from "#lib/workspaces/workspace-detail.ts";

export const metadata: Metadata = { title: "API key" };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Search>;
};

export default async function KeyPage({ params, searchParams }: Props) {
  const { id } = await params;
  const path = `/settings/api-keys/${encodeURIComponent(id)}`;
  const search = await searchParams;
  const user = await requireUser(pageUrl(path, search));
  const now = new Date(clockMs());
  const apiKey = await findKey(user, id, now);
  // A key belongs to one environment, and the switch shows it.
  if (readEnvironment(search) !== apiKey.environment)
    redirect(inEnvironment(pageUrl(path, { ...search, environment: undefined }), apiKey.environment));
  const [creator, limits, requests, workspace, scopes, api] = await noteUnavailable(
    Promise.all([
      creatorOf(user, apiKey),
      readKeyLimits(user, id, now),
      listRequests(user, { key_id: id, limit: 10 }),
      getWorkspaceDetail(user, user.workspaceId, now),
      listScopes(user),
      exampleApi(),
    ]),
  );
  return (
    <KeyDetails
      key={id}
      initial={{ apiKey, limits, requests: requests.items }}
      creator={creator}
      rules={{ workspace, scopes, api }}
      viewer={{ userId: user.userId, role: user.role, workspaceSuspended: user.workspaceSuspended }}
      mayAudit={user.scopes.includes("audit:read")}
    />
  );
}

/** A key that doesn't exist and one of another workspace look the same. */
async function findKey(user: UserActor, id: string, now: Date): Promise<PublicKey> {
  if (!KeyId.safeParse(id).success) notFound();
  try {
    return await noteUnavailable(getKey(user, id, now));
  } catch (error) {
    if (isProblem(error) && error.code === "not_found") notFound();
    throw error;
  }
}
