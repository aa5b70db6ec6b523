import { z } from "zod";
import { endpoint } from "#lib/api/endpoint.ts";
import { Member } from "#lib/members/schema.ts";
import { listAnyMembers } from "#lib/operator/workspace-members.ts";
import { pageQuery } from "#lib/pagination.ts";
import { WorkspaceId } from "#lib/workspaces/schema.ts";

export const GET = endpoint({
  summary: "List the members of any workspace",
  description: "Those who joined last first.",
  tag: "Operator",
  access: "operator",
  params: z.object({ id: WorkspaceId }),
  query: z.strictObject(pageQuery),
  returns: z.array(Member),
  list: true,
  handle: ({ params, query }) => listAnyMembers(params.id, query),
});
