import * as memberLists from "#db/queries/member-lists.ts";
import { toMember } from "#lib/members/members.ts";
import type { Member } from "#lib/members/schema.ts";
import { getAnyWorkspace } from "#lib/operator/workspaces.ts";
import { type Page, type PageRequest, paginate } from "#lib/pagination.ts";

/** Lists the members of any workspace, those who joined last first. Throws `not_found`, `invalid_cursor`. */
export async function listAnyMembers(workspaceId: string, page: PageRequest): Promise<Page<Member>> {
  await getAnyWorkspace(workspaceId);
  const { items, nextCursor } = await paginate(
    page,
    (after, limit) => memberLists.page({ workspaceId }, after, limit),
    ({ joinedAt }) => joinedAt,
  );
  return { items: items.map(toMember), nextCursor };
}
