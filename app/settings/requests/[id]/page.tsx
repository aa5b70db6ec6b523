import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { requireUser } from "#app/actor.ts";
import { originOfApi } from "#app/example-api.ts";
import { pageUrl, type Search } from "#app/page-url.ts";
import { OneRequest } from "#components/requests/one-request.tsx";
import { inEnvironment } from "#components/shell/environment.ts";
import { readEnvironment } from "#components/shell/read-environment.ts";
import { env } from "#env.ts";
import type { UserActor } from "#lib/actors/actor.ts";
import { idPattern } from "#lib/ids.ts";
import { listMembers } from "#lib/members/members.ts";
import { isProblem } from "#lib/problem.ts";
import { problems } from "#lib/problems.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";
import { getRequest } from "#lib/usage/requests.ts";
import type { LoggedRequest } from "#lib/usage/schema.ts";

export const metadata: Metadata = { title: "Request" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Search> };

export default async function RequestPage({ params, searchParams }: Props) {
  const { id } = await params;
  const path = `/settings/requests/${encodeURIComponent(id)}`;
  const search = await searchParams;
  const user = await requireUser(pageUrl(path, search));
  const request = await find(user, id);
  if (!request) notFound();
  // A request belongs to one environment, and the switch shows it.
  if (readEnvironment(search) !== request.environment)
    redirect(inEnvironment(pageUrl(path, { ...search, environment: undefined }), request.environment));
  return (
    <OneRequest
      request={request}
      member={request.user_id ? await emailOf(user, request.user_id) : null}
      documented={request.code !== null && request.code in problems}
      appUrl={env.appUrl}
      apiOrigin={await noteUnavailable(originOfApi())}
      managesKeys={(user.role === "owner" || user.role === "admin") && !user.workspaceSuspended}
    />
  );
}

async function find(user: UserActor, id: string): Promise<LoggedRequest | null> {
  if (!idPattern("req").test(id)) return null;
  try {
    return await noteUnavailable(getRequest(user, id));
  } catch (error) {
    if (isProblem(error) && error.code === "not_found") return null;
    throw error;
  }
}

async function emailOf(user: UserActor, userId: string): Promise<string | null> {
  if (userId === user.userId) return user.email;
  const { items } = await noteUnavailable(
    listMembers(user, user.workspaceId, { limit: 1, user_id: [userId] }),
  );
  return items[0]?.email ?? null;
}
