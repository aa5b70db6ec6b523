import type { Member } from "#lib/members/schema.ts";

export type Role = Member["role"];

/** From the least to the most rights. */
export const roles: ReadonlyArray<{ role: Role; can: string }> = [
  { role: "viewer", can: "Can see keys, usage, the request log and these settings." },
  { role: "developer", can: "Can also create keys, and manage the keys that they created." },
  { role: "admin", can: "Can also manage all keys, settings, scopes and members, and read the audit log." },
  { role: "owner", can: "Can also manage owners, request another plan and delete the workspace." },
];

/** The roles that someone with this role can give. */
export const grantable = (own: Role) => roles.filter(({ role }) => own === "owner" || role !== "owner");

export const personName = ({ name, email }: { name: string | null; email: string }) => name || email;
