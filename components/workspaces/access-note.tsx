import { Notice } from "#components/ui/notice.tsx";
import type { Standing } from "#components/workspaces/use-standing.ts";
import type { Member } from "#lib/members/schema.ts";

type AccessNoteProps = {
  standing: Standing;
  needs: "admin" | "owner";
  /** Such as "change these settings". */
  to: string;
  /** What the role can see here. */
  sees: string;
};

/** Says which role is missing, and who can give it. Nothing for those who have the role. */
export function AccessNote({ standing, needs, to, sees }: AccessNoteProps) {
  const { role, managers, suspended } = standing;
  const enough = role === "owner" || (needs === "admin" && role === "admin");
  if (enough && suspended)
    return <Notice>This workspace is suspended, so you can view this page but not change anything.</Notice>;
  if (enough) return null;
  const granters = managers.filter((member) => member.role === "owner" || needs === "admin");
  return (
    <Notice role="note">
      Your role is {role}. {sees} To {to}, you need the {needs === "owner" ? "owner" : "admin or owner"} role.{" "}
      {granters.length > 0 ? <>Ask {listOf(granters)} for it.</> : null}
    </Notice>
  );
}

const MOST_NAMED = 3;

function listOf(people: Member[]): string {
  const names = people
    .slice(0, MOST_NAMED)
    .map(({ name, email }) => (name && name !== email ? `${name} (${email})` : email));
  const others = people.length - names.length;
  if (others > 0) names.push(others === 1 ? "1 other" : `${others} others`);
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}
