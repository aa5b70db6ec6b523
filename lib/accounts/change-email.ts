import { must, step } from "#db/atomically.ts";
import * as codes from "#db/queries/codes.ts";
import * as emailChanges from "#db/queries/email-changes.ts";
import * as ownAccount from "#db/queries/own-account.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import * as users from "#db/queries/users.ts";
import { confirmIdentity, passwordChangedMeanwhile } from "#lib/accounts/confirm-identity.ts";
import { personBudgets } from "#lib/accounts/mail-budgets.ts";
import type { EmailChange } from "#lib/accounts/own-account-schema.ts";
import { rememberVisitor } from "#lib/accounts/throttle.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import type { Person } from "#lib/actors/actor.ts";
import { commitAs } from "#lib/actors/commit-as.ts";
import { isOperator } from "#lib/actors/user-actor.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import type { NewEvent } from "#lib/audit/event.ts";
import { newId } from "#lib/ids.ts";
import { queueMailAbout } from "#lib/mail/queue-mail.ts";
import { readCode, useCode } from "#lib/mailed-codes/mailed-codes.ts";
import { isProblem, problem } from "#lib/problem.ts";
import { requireAllowedDomain } from "#lib/settings/sign-up-policy.ts";

const LIFETIME_MS = 24 * 3_600_000;

/**
 * Mails a link to a new email, which confirms it, and a notice to the old one. An earlier request and its link end. Whether
 * somebody else has the new email is only looked up when the link is sent, so neither the result nor the time tells it.
 * Beyond the budgets for emails nothing happens, but the result is the same.
 * Throws `forbidden` (`domain_not_allowed`, except for operators), `invalid_credentials`, `too_many_attempts`,
 * `validation_failed` (`new_email`), `unavailable` (too many log-ins at once), and the problems of `commitAs`.
 */
export async function requestEmailChange(
  actor: Person,
  { new_email: newEmail, password }: EmailChange,
  visitor: Visitor,
  now: Date,
) {
  if (!actor.operator) await requireAllowedDomain(newEmail);
  const { id: userId, email, passwordHash } = await confirmIdentity(actor, password, visitor, now);
  if (newEmail === email) throw sameEmail();
  const id = newId("emc", now.getTime());
  const expiresAt = new Date(now.getTime() + LIFETIME_MS);
  const event = emailEvent("user.email_change_requested", userId, email, newEmail);
  const failedStep = await commitAs(actor, [event], (tx) => [
    must("password", users.lockIfPassword(tx, userId, passwordHash)),
    ...personBudgets(actor, newEmail, now).map((use) => use(tx)),
    ...ownAccount.endEmailChange(tx, userId),
    step(emailChanges.insert(tx, { id, userId, newEmail, createdAt: now, expiresAt })),
    queueMailAbout(tx, { kind: "confirm_email", to: { email: newEmail }, aboutId: id }, now),
    queueMailAbout(
      tx,
      { kind: "email_change_requested", to: { userId }, aboutId: id, details: { new_email: newEmail } },
      now,
    ),
  ]);
  if (failedStep === "password") throw passwordChangedMeanwhile();
  return { new_email: newEmail, status: "confirmation_sent" as const };
}

function sameEmail() {
  const detail = "This is already the email of your account.";
  return problem("validation_failed", { errors: [{ pointer: "/new_email", code: "unchanged", detail }] });
}

const emailEvent = (
  action: "user.email_change_requested" | "user.email_changed",
  id: string,
  email: string,
  newEmail: string,
): NewEvent => ({
  action,
  workspaceId: null,
  target: { type: "user", id, label: email },
  changes: { email: { before: email, after: newEmail } },
});

/** Looks a link up for its page, without using it up. */
export async function readEmailChangeLink(
  token: string,
  now: Date,
): Promise<{ state: "ready"; email: string } | { state: "code_used" | "code_expired" }> {
  try {
    const { change } = await findChange(token, now);
    return { state: "ready", email: change.newEmail };
  } catch (error) {
    if (isProblem(error) && (error.code === "code_used" || error.code === "code_expired"))
      return { state: error.code };
    throw error;
  }
}

/**
 * Changes the email of a user with the token of an emailed link. Sessions go on. What was mailed to the old email ends:
 * links for resetting the password. Both addresses get a notice. Sign-ups of the new email end.
 * Throws `code_used`, `code_expired` (also if somebody has signed up with the email in the meantime, or while the user is
 * suspended), `forbidden` (`domain_not_allowed`; the link still works).
 */
export async function confirmEmail(token: string, visitor: Visitor, now: Date) {
  const { change, tokenHash } = await findChange(token, now);
  const { id, userId, oldEmail, newEmail, passwordHash } = change;
  if (!isOperator({ ...change, email: oldEmail })) await requireAllowedDomain(newEmail);
  const actor = { type: "user", id: userId, label: oldEmail } as const;
  const event = emailEvent("user.email_changed", userId, oldEmail, newEmail);
  const details = { old_email: oldEmail, new_email: newEmail };
  const failedStep = await commitAudited(actor, [event], (tx) => [
    ...signUps.lockEmail(tx, newEmail),
    // A new password ends the change, so it must not be set at the same time. A suspended user can't change anything.
    must("password", users.lockIfMayLogIn(tx, userId, passwordHash)),
    useCode(tx, tokenHash, now),
    must("ended", emailChanges.remove(tx, id)),
    must("taken", ownAccount.setEmail(tx, userId, newEmail, now)),
    step(codes.keepUsed(tx, tokenHash, userId)),
    ...["reset_password", "set_password"].map((purpose) =>
      step(codes.expireOlder(tx, { userId }, purpose, now)),
    ),
    ...signUps.endAll(tx, newEmail),
    ...rememberVisitor(tx, { email: newEmail, passwordHash }, visitor, now),
    queueMailAbout(tx, { kind: "email_changed", to: { email: oldEmail }, details }, now),
    queueMailAbout(tx, { kind: "email_changed", to: { userId }, details }, now),
  ]);
  if (failedStep) throw await whyNot(token, now);
  return { email: newEmail, status: "email_changed" as const };
}

async function findChange(token: string, now: Date) {
  const { ownerId, tokenHash } = await readCode(token, "confirm_email", now);
  const change = await emailChanges.live(ownerId, now);
  if (!change) throw problem("code_expired");
  return { change, tokenHash };
}

/** Why a link that worked a moment ago doesn't. */
async function whyNot(token: string, now: Date) {
  const found = await readCode(token, "confirm_email", now).catch((error) => error);
  return isProblem(found) ? found : problem("code_expired");
}
