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

/** Throws `forbidden` (`domain_not_allowed`) if nobody can sign up with an email of this domain. */
export async function requireAllowedDomain(email: string): Promise<void> {
  const { signup_domains } = await currentSettings();
  if (isAllowed(email, signup_domains)) return;
  const detail = `You can't use an email address of this domain. Allowed: ${signup_domains.join(", ")}.`;
  throw problem("forbidden", { reason: "domain_not_allowed", detail });
}

/** Whether someone without an invitation can sign up with this email today. */
export async function isSignUpAllowed(email: string): Promise<boolean> {
  return whyNot(await currentSettings(), email, false) === null;
}

function whyNot(
  { signup, signup_domains, branding }: Settings,
  email: string,
  invited: boolean,
): string | null {
  if (signup === "closed") return `Sign-up is closed. Ask ${support(branding)} for an account.`;
  if (signup === "invite" && !invited) return "You can only sign up here with an invitation.";
  if (!isAllowed(email, signup_domains))
    return "You can't sign up here with an email address of this domain.";
  return null;
}

const support = ({ support_email: email }: Settings["branding"]) => email ?? "the operator of this site";

const isAllowed = (email: string, domains: string[]) =>
  domains.length === 0 || domains.includes(domainOf(email));

const domainOf = (email: string) => email.slice(email.lastIndexOf("@") + 1);
