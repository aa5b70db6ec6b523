import { env } from "#env.ts";
import { problem } from "#lib/problem.ts";
import type { Settings } from "#lib/settings/schema.ts";
import { currentSettings } from "#lib/settings/settings.ts";

/** What becomes of a sign-up once its email is verified. */
export interface SignUpTerms {
  /** Whether an operator has to approve the account. */
  awaitsApproval: boolean;
}

/**
 * Decides whether someone can sign up with this email today, before and again when the email is verified. The answer
 * depends on the settings, the invitation and the email's domain, never on who has an account.
 * Throws `forbidden` (`signup_closed`).
 */
export async function requireSignUpAllowed(
  email: string,
  { invited }: { invited: boolean },
): Promise<SignUpTerms> {
  const settings = await currentSettings();
  const detail = whyNot(settings, email, invited);
  if (detail) throw problem("forbidden", { reason: "signup_closed", detail });
  // Nobody could approve the first operator.
  return { awaitsApproval: settings.signup === "approval" && !env.operatorEmails.includes(email) };
}

/** Whether someone without an invitation can sign up with this email today. */
export async function isSignUpAllowed(email: string): Promise<boolean> {
  return whyNot(await currentSettings(), email, false) === null;
}

function whyNot({ signup, signup_domains }: Settings, email: string, invited: boolean): string | null {
  if (signup === "closed") return "Sign-up is closed. Ask the people who run this site for an account.";
  if (signup === "invite" && !invited) return "You can only sign up here with an invitation.";
  if (signup_domains.length > 0 && !signup_domains.includes(domainOf(email)))
    return "You can't sign up here with an email address of this domain.";
  return null;
}

const domainOf = (email: string) => email.slice(email.lastIndexOf("@") + 1);
