import type { Member } from "#lib/members/schema.ts";

export type Role = Member["role"];

/** From the least to the most rights. */
export const roles: ReadonlyArray<{ role: Role; can: string }> = [
  { role: "viewer", can: "Sees keys, usage, the request log and these settings." },
  { role: "developer", can: "Also creates keys, and manages the keys that they created." },
  { role: "admin", can: "Also manages all keys, settings, scopes and members, and reads the audit log." },
  { role: "owner", can: "Also manages owners, asks for another plan and deletes the workspace." },
];

/** The roles that someone with this role can give. */
export const grantable = (own: Role) => roles.filter(({ role }) => own === "owner" || role !== "owner");

export const personName = ({ name, email }: { name: string | null; email: string }) => name || email;
