import type { UserRow } from "#db/queries/users.ts";
import { Refusal } from "./output.ts";

/** The user with an email or ID. */
export async function findUser(emailOrId: string): Promise<UserRow> {
  const users = await import("#lib/administration/users.ts");
  const found = await users.findUser(emailOrId);
  if (!found) throw new Refusal(`No user has the ${emailOrId.includes("@") ? "email" : "ID"} ${emailOrId}.`);
  return found;
}

/** "1 session" or "3 sessions". */
export const counted = (count: number, noun: string) =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
