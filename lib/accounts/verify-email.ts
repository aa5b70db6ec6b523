import { atomicallyUnsynced, step } from "#db/atomically.ts";
import * as codes from "#db/queries/codes.ts";
import * as signUps from "#db/queries/sign-ups.ts";
import { byUser, newUserEvents } from "#lib/accounts/account-events.ts";
import { announceWaiting } from "#lib/accounts/announce-waiting.ts";
import { checkPassword } from "#lib/accounts/check-password.ts";
import { createUser } from "#lib/accounts/new-user.ts";
import { hashPassword, requireGoodPassword } from "#lib/accounts/passwords.ts";
import type { EmailVerification } from "#lib/accounts/schema.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { commitAudited } from "#lib/audit/commit-audited.ts";
import { newId } from "#lib/ids.ts";
import { readCode, useCode } from "#lib/mailed-codes/mailed-codes.ts";
import { isProblem, problem } from "#lib/problem.ts";
import { requireSignUpAllowed } from "#lib/settings/sign-up-policy.ts";
import { personalWorkspaceName } from "#lib/workspaces/create.ts";

/**
 * What the page of an emailed link asks for: nothing but a click if the browser has the cookie of the link's sign-up, else
 * the password of the sign-up or a new one. Otherwise someone who signed up with another person's email could have that
 * person confirm a password that only they know.
 */
export type VerificationLink =
  | { state: "own" | "other"; email: string }
  | { state: "code_used" | "code_expired" };

/** Looks a link up for its page, without using it up. */
export async function readVerificationLink(
  token: string,
  cookieHash: string | null,
  now: Date,
): Promise<VerificationLink> {
  try {
    const { signUp } = await findSignUp(token, now);
    const own = cookieHash !== null && signUp.cookieHash === cookieHash;
    return { state: own ? "own" : "other", email: signUp.email };
  } catch (error) {
    if (isProblem(error) && (error.code === "code_used" || error.code === "code_expired"))
      return { state: error.code };
    throw error;
  }
}

/**
 * Activates the sign-up of an emailed link: creates the user and their personal workspace, and ends all other sign-ups of
 * the email. `password` must be the sign-up's; `new_password` replaces it.
 * Throws `code_used`, `code_expired`, `forbidden` (`signup_closed`; the link still works), `invalid_credentials`
 * (`password`; the link still works), `too_many_attempts`,
 * `validation_failed` (`new_password`), `unavailable` (too many logins at once).
 */
export async function verifyEmail(
  { token, password, new_password: newPassword }: EmailVerification,
  visitor: Visitor,
  now: Date,
) {
  const { signUp, tokenHash } = await findSignUp(token, now);
  const { email, name } = signUp;
  const { awaitsApproval: awaitingApproval } = await requireSignUpAllowed(email, { invited: false });
  if (password !== undefined) await requirePassword(signUp, password, visitor, now);
  const passwordHash =
    newPassword === undefined ? signUp.passwordHash : await hashNewPassword(newPassword, email);
  const id = newId("usr", now.getTime());
  const workspace = { id: newId("ws", now.getTime()), name: personalWorkspaceName(signUp) };
  const user = {
    id,
    email,
    name,
    passwordHash,
    operator: false,
    awaitingApproval,
    workspaceId: workspace.id,
  };
  const announce = awaitingApproval ? await announceWaiting(now) : () => [];
  const events = newUserEvents(["user.signed_up", "user.email_verified"], user, workspace);
  const failedStep = await commitAudited(
    byUser(user),
    () => events,
    (tx) => [
      ...signUps.lockEmail(tx, email),
      useCode(tx, tokenHash, now),
      ...createUser(tx, user, now),
      step(codes.moveToUser(tx, tokenHash, id)),
      ...signUps.endAll(tx, email),
      ...announce(tx),
    ],
  );
  if (failedStep) throw await whyNot(token, now);
  return {
    email,
    email_verified: true as const,
    ...(awaitingApproval && { awaiting_approval: true as const }),
  };
}

async function findSignUp(token: string, now: Date) {
  const { ownerId, tokenHash } = await readCode(token, "verify_email", now);
  const signUp = await signUps.live(ownerId, now);
  if (!signUp) throw await whyNot(token, now);
  return { signUp, tokenHash };
}

// Counted like a login, so that a link can't be used to guess the password.
async function requirePassword(
  { email, passwordHash }: signUps.SignUpRow,
  password: string,
  visitor: Visitor,
  now: Date,
): Promise<void> {
  const attempt = await checkPassword({ email, password, passwordHash }, visitor, now).catch((error) => {
    if (!isProblem(error) || error.code !== "invalid_credentials") throw error;
    throw problem("invalid_credentials", {
      detail: "This isn't the password that was chosen at sign-up. Send new_password to choose another one.",
    });
  });
  await atomicallyUnsynced(attempt.clear);
}

async function hashNewPassword(password: string, email: string): Promise<string> {
  await requireGoodPassword(password, email, "/new_password");
  return hashPassword(password);
}

/**
 * Why a link that worked a moment ago doesn't: it was used in the meantime, the email was activated with another one, or the
 * sign-up has expired.
 */
async function whyNot(token: string, now: Date) {
  const found = await readCode(token, "verify_email", now).catch((error) => error);
  return isProblem(found) ? found : problem("code_expired");
}
