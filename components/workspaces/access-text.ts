type Role = "owner" | "admin" | "developer" | "viewer";

interface Access {
  role: Role;
  needs: Exclude<Role, "viewer">;
  /** Such as "change these settings". */
  to: string;
  /** Such as "it shows other people's addresses". */
  because?: string;
  /** Who can give the role, by name; without names, the roles that can. */
  granters?: string[];
}

/** Says which role is missing, and who can give it: on every page in the same words. */
export function accessText({ role, needs, to, because, granters = [] }: Access): string {
  const reason = because ? `, because ${because}` : "";
  return `Your role is ${role}. To ${to}, you need the ${needs} role${reason}. ${grantText(needs, granters)}`;
}

/** Who can give a role. */
export function grantText(needs: Access["needs"], granters: string[] = []): string {
  const roles = needs === "owner" ? "An owner" : "An admin or owner";
  return granters.length > 0
    ? `${listOf(granters)} can give it to you.`
    : `${roles} of the workspace can give it to you.`;
}

const MOST_NAMED = 3;

function listOf(people: string[]): string {
  const names = people.slice(0, MOST_NAMED);
  const others = people.length - names.length;
  if (others > 0) names.push(others === 1 ? "1 other" : `${others} others`);
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}
