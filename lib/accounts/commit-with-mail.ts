import { atomicallyUnsynced, type Plan, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import * as users from "#db/queries/users.ts";
import {
  addressBudgets,
  changesBudget,
  dailyBudget,
  type MailFlow,
  networkBudget,
  ownerBudget,
} from "#lib/accounts/mail-budgets.ts";
import { isKnownDevice } from "#lib/accounts/throttle.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { networkOf } from "#lib/network.ts";
import { sha256 } from "#lib/opaque-token.ts";

/** A change that is committed, and the email about it. */
export interface ChangeWithMail {
  change: Plan;
  /** Gets a hash of the network, for `queueMail`. */
  mail: (tx: Db, network: string) => Step[];
  /** Set if an address gets this kind of email once a day at most. */
  daily?: string;
  /** There is nothing to send, so the address's budgets are left for what there may be later. */
  sendsNothing?: boolean;
}

/**
 * Commits a change together with its email. If a budget for emails is spent, the change is committed without its email, and
 * the caller isn't told: whoever asks for an email must neither learn who has an account, nor make the owner's own request
 * fail. Once the network's budget is spent, a few more changes are committed, and then none.
 * Strangers can cause many of these commits, so they don't wait for the disk.
 * Always uses the budgets, even with empty plans, so that the response time doesn't tell whether an account exists.
 */
export async function commitWithMail(
  flow: MailFlow,
  email: string,
  visitor: Visitor,
  now: Date,
  { change, mail, daily, sendsNothing = false }: ChangeWithMail,
): Promise<void> {
  const network = sha256(`mails ${networkOf(visitor.ip)}`);
  const limit = daily ? [dailyBudget(daily, email, now)] : [];
  let spent: string | null = null;
  // Budgets that nobody has take as long to use.
  const payer = sendsNothing ? `nobody ${email}` : email;
  for (const uses of await waysToPay(flow, payer, visitor, now)) {
    spent = await atomicallyUnsynced((tx) => [
      ...[...uses, ...limit].map((use) => use(tx)),
      ...change(tx),
      ...mail(tx, network),
    ]);
    // The same as an email that is sent, but without it.
    if (spent === "daily")
      spent = await atomicallyUnsynced((tx) => [...uses.map((use) => use(tx)), ...change(tx)]);
    if (spent === null) return;
  }
  const isNetworks = spent === "network";
  await atomicallyUnsynced((tx) => [...(isNetworks ? [changesBudget(visitor, now)(tx)] : []), ...change(tx)]);
}

/** The sets of budgets of which the email has to use one. */
async function waysToPay(flow: MailFlow, email: string, visitor: Visitor, now: Date) {
  const byNetwork = networkBudget(visitor, now);
  const ways = [[...byNetwork, ...addressBudgets(flow, email, visitor, now)]];
  const owner = ownerBudget(flow, email, now);
  // Anyone can get a sign-up's cookie, for any address. The device's proves that its owner has logged in.
  const user = await users.byEmail(email);
  const account = { email, passwordHash: user?.passwordHash ?? null };
  if (await isKnownDevice(account, visitor, now)) ways.push([owner]);
  else if (visitor.signUp && (await signUps.ofCookie(email, visitor.signUp, now)))
    ways.push([...byNetwork, owner]);
  return ways;
}
