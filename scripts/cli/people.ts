import type { UserRow } from "#db/queries/users.ts";
import { Refusal } from "./output.ts";

/** The user with an email or ID. */
export async function findUser(emailOrId: string): Promise<UserRow> {
  const users = await import("#lib/administration/users.ts");
  const found = await users.findUser(emailOrId);
  if (found) return found;
  if (!emailOrId.includes("@")) throw new Refusal(`No user has the ID ${emailOrId}.`);
  const signUps = await import("#db/queries/sign-ups.ts");
  const waits = await signUps.newest(emailOrId, new Date());
  const why = waits ? " They signed up, but haven't used the link in their email yet." : "";
  throw new Refusal(
    `No user has the email ${emailOrId}.${why} To create an account: npm run cli -- user create EMAIL`,
  );
}

/** "1 session" or "3 sessions". */
export const counted = (count: number, noun: string) =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
