import type { Metadata } from "next";
import { asAnswer } from "#app/as-answer.ts";
import type { Search } from "#app/page-url.ts";
import { loadWorkspace } from "#app/settings/workspace/load.ts";
import { MembersSettings } from "#components/members/members-settings.tsx";
import { listInvitations } from "#lib/invitations/invitations.ts";
import { listMembers } from "#lib/members/members.ts";
import { noteUnavailable } from "#lib/server/unavailable.ts";

export const metadata: Metadata = { title: "Members" };

const page = { limit: 20 };

export default async function MembersPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { user, now, standing } = await loadWorkspace("/settings/workspace/members", await searchParams);
  const managesMembers = user.role === "admin" || user.role === "owner";
  const [members, invitations] = await noteUnavailable(
    Promise.all([
      listMembers(user, user.workspaceId, page),
      managesMembers ? listInvitations(user, user.workspaceId, page, now) : null,
    ]),
  );
  return (
    <MembersSettings
      initial={standing}
      firstMembers={asAnswer(members)}
      firstInvitations={invitations ? asAnswer(invitations) : undefined}
    />
  );
}
