import type { UserRow } from "#db/queries/users.ts";
import type { ChangedUser, UserChange } from "#lib/operator/users-schema.ts";
import { Refusal } from "./output.ts";

/** The user with an email or ID. */
export async function findUser(emailOrId: string): Promise<UserRow> {
  const users = await import("#db/queries/users.ts");
  const isEmail = emailOrId.includes("@");
  const found = await (isEmail ? users.byEmail(emailOrId.toLowerCase()) : users.byId(emailOrId));
  if (found) return found;
  if (!isEmail) throw new Refusal(`No user has the ID ${emailOrId}.`);
  const signUps = await import("#db/queries/sign-ups.ts");
  const waits = await signUps.newest(emailOrId, new Date());
  const why = waits ? " They signed up, but haven't used the link in their email yet." : "";
  throw new Refusal(
    `No user has the email ${emailOrId}.${why} To create an account: npm run cli -- user create EMAIL`,
  );
}

/** Changes a user as the API does for operators. */
export async function changeUser({ id }: UserRow, change: UserChange): Promise<ChangedUser> {
  const { bySystem } = await import("#lib/audit/commit-audited.ts");
  const { changeUser } = await import("#lib/operator/change-user.ts");
  return changeUser(bySystem, id, change, new Date());
}

/** "1 session" or "3 sessions". */
export const counted = (count: number, noun: string) =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
