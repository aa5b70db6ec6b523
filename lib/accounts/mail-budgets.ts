import { must, type Step } from "#db/atomically.ts";
import type { Db } from "#db/client.ts";
import * as budgets from "#db/queries/budgets.ts";
import { env } from "#env.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { isLoopback, networkOf } from "#lib/network.ts";
import { sha256 } from "#lib/opaque-token.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Each flow has budgets of its own: someone who has just signed up may still need to reset their password. */
export type MailFlow = "verification" | "reset";

/** Emails per address and hour, and how many of them one network can cause. */
const PER_ADDRESS = {
  verification: { all: 3, network: 2 },
  reset: { all: 2, network: 1 },
} as const;
/** Emails per address and hour for the browser that owns it, in addition. */
const FOR_OWNER = 2;
/** How many sign-ups of a network are stored per email that it can cause, so that they can still be sent later. */
const CHANGES_PER_MAIL = 5;

/** A step that uses one of a budget, and fails as `label` if nothing is left. */
type Use = (tx: Db) => Step;

function use(label: string, subject: string, limit: number, now: Date, windowMs = HOUR_MS): Use {
  const hash = sha256(`${label} ${subject}`);
  return (tx) => must(label, budgets.use(tx, hash, limit, now, new Date(now.getTime() + windowMs)));
}

/** What an email to an address uses. */
export function addressBudgets(flow: MailFlow, email: string, { ip }: Visitor, now: Date): Use[] {
  const { all, network } = PER_ADDRESS[flow];
  return [
    use("address_and_network", `${flow} ${email} ${networkOf(ip)}`, network, now),
    use("address", `${flow} ${email}`, all, now),
  ];
}

/** What an email uses if the address's own browser asks for it when the address's budget is spent. */
export const ownerBudget = (flow: MailFlow, email: string, now: Date): Use =>
  use("owner", `${flow} ${email}`, FOR_OWNER, now);

/** What an email uses that is sent to an address once a day at most. */
export const dailyBudget = (kind: string, email: string, now: Date): Use =>
  use("daily", `${kind} ${email}`, 1, now, DAY_MS);

/** What every email uses of the network that causes it. */
export const networkBudget = (visitor: Visitor, now: Date): Use[] =>
  isLimited(visitor) ? [use("network", networkOf(visitor.ip), env.mailsPerNetworkHour, now)] : [];

/** What a change uses that is committed without its email because the network's budget is spent. */
export const changesBudget = ({ ip }: Visitor, now: Date): Use =>
  use("changes", networkOf(ip), CHANGES_PER_MAIL * env.mailsPerNetworkHour, now);

// On a developer's machine, everyone is the developer.
const isLimited = ({ ip }: Visitor) => env.mailsPerNetworkHour > 0 && !(env.loopback && isLoopback(ip));

/** Emails that logged-in people cause, such as invitations and changes of an email. */
const BY_PEOPLE = { workspaceHour: 20, personDay: 50, addressDay: 3 };

/** The steps of `personBudgets`, as they fail. `commitAs` has steps of its own, with other names. */
export const PERSON_BUDGETS: readonly string[] = [
  "mails_of_person",
  "mails_of_workspace",
  "mails_to_address",
];

/** What an email to any address uses that a logged-in user causes, whatever it is about. */
export function personBudgets(
  { userId, workspaceId }: { userId: string; workspaceId: string | null },
  email: string,
  now: Date,
): Use[] {
  return [
    use("mails_of_person", `mails ${userId}`, BY_PEOPLE.personDay, now, DAY_MS),
    ...(workspaceId ? [use("mails_of_workspace", `mails ${workspaceId}`, BY_PEOPLE.workspaceHour, now)] : []),
    use("mails_to_address", `by people ${email}`, BY_PEOPLE.addressDay, now, DAY_MS),
  ];
}
