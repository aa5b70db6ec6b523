import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { listMembers } from "#lib/members/members.ts";
import { Member, MemberQuery } from "#lib/members/schema.ts";
import { WorkspaceId } from "#lib/workspaces/schema.ts";

export const GET = endpoint({
  summary: "List members",
  description: "The workspace's members, those who joined last first. Any member can list them.",
  tag: "Members",
  access: "user",
  workspaceParam: "id",
  params: z.object({ id: WorkspaceId }),
  query: MemberQuery,
  returns: z.array(Member),
  list: true,
  handle: ({ actor, params, query }) => listMembers(actor, params.id, query),
});
