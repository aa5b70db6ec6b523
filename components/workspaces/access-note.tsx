import { Notice } from "#components/ui/notice.tsx";
import { accessText } from "#components/workspaces/access-text.ts";
import type { Standing } from "#components/workspaces/use-standing.ts";
import type { Member } from "#lib/members/schema.ts";

type AccessNoteProps = {
  standing: Standing;
  needs: "admin" | "owner";
  /** Such as "change these settings". */
  to: string;
  /** Such as "it shows other people's addresses". */
  because?: string;
};

/** Says which role is missing. Nothing for those who have it, or if the workspace is suspended: the shell says that. */
export function AccessNote({ standing, needs, to, because }: AccessNoteProps) {
  const { role, managers, suspended } = standing;
  const enough = role === "owner" || (needs === "admin" && role === "admin");
  if (enough || suspended) return null;
  const granters = managers.filter((member) => member.role === "owner" || needs === "admin").map(nameOf);
  return (
    <Notice role="note">
      {accessText({ role, needs, to, granters, ...(because !== undefined && { because }) })}
    </Notice>
  );
}

const nameOf = ({ name, email }: Member) => (name && name !== email ? `${name} (${email})` : email);
