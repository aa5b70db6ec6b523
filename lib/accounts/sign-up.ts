import * as signUps from "#db/queries/sign-ups.ts";
import * as users from "#db/queries/users.ts";
import { type ChangeWithMail, commitWithMail } from "#lib/accounts/commit-with-mail.ts";
import { hashPassword, requireGoodPassword } from "#lib/accounts/passwords.ts";
import type { SignUp } from "#lib/accounts/schema.ts";
import type { Visitor } from "#lib/accounts/visitor.ts";
import { newId } from "#lib/ids.ts";
import { queueMail, queueSignUpMail } from "#lib/mail/queue-mail.ts";
import { mintOpaqueToken } from "#lib/opaque-token.ts";
import { isSignUpAllowed, requireSignUpAllowed } from "#lib/settings/sign-up-policy.ts";

const LIFETIME_MS = 24 * 3_600_000;
/** Further sign-ups of an email are ignored until one of these ends, so that a stranger can't push out the owner's. */
const MOST_PER_EMAIL = 5;

type NewSignUp = Pick<SignUp, "password" | "name"> & { email: string };

/**
 * Stores a sign-up, which its emailed link activates within 24 hours. Earlier sign-ups of the email and their links stay as
 * they are: whoever owns the mailbox decides which one becomes the account. `cookie` is the token of the sign-up cookie. The
 * result and the response time are the same if the email already has an account.
 * Throws `forbidden` (`signup_closed`), `validation_failed` (the password), `unavailable` (too many logins at once).
 */
export async function signUp({ email, password, name }: NewSignUp, visitor: Visitor, now: Date) {
  await requireSignUpAllowed(email, { invited: false });
  await requireGoodPassword(password, email);
  const passwordHash = await hashPassword(password);
  const { token: cookie, tokenHash: cookieHash } = mintOpaqueToken("signup");
  const user = await users.byEmail(email);
  const row = {
    id: newId("sup", now.getTime()),
    email,
    name: name || null,
    passwordHash,
    cookieHash,
    createdAt: now,
    expiresAt: new Date(now.getTime() + LIFETIME_MS),
  };
  await commitWithMail(
    "verification",
    email,
    visitor,
    now,
    user ? sayThatAccountExists(user.id, now) : store(row, now),
  );
  return { result: { email, status: "verification_sent" as const }, cookie };
}

function sayThatAccountExists(userId: string, now: Date): ChangeWithMail {
  return {
    change: () => [],
    mail: (tx, network) => [queueMail(tx, "account_exists", userId, now, network)],
    daily: "account_exists",
  };
}

// If there is no room for the sign-up, the link of the newest one is sent. Its owner can choose a new password with it, so
// sign-ups that others have stored can't keep them out.
function store(row: signUps.SignUpRow, now: Date): ChangeWithMail {
  return {
    change: (tx) => signUps.insertIfRoom(tx, row, MOST_PER_EMAIL),
    mail: (tx, network) => [queueSignUpMail(tx, signUps.storedOrNewestId(row), now, network)],
  };
}

/**
 * Sends the link of a sign-up again, which replaces its earlier link: the sign-up of the browser with this cookie, else the
 * newest. For an email without a sign-up nothing is sent, but the result is the same.
 */
export async function resendVerification(email: string, visitor: Visitor, now: Date) {
  await commitWithMail("verification", email, visitor, now, await resend(email, visitor, now));
  return { email, status: "verification_sent" as const };
}

/** The email with a new link for a sign-up, as `resendVerification` chooses it. */
export async function resend(email: string, { signUp: cookie }: Visitor, now: Date): Promise<ChangeWithMail> {
  const own = cookie ? await signUps.ofCookie(email, cookie, now) : null;
  // The link of someone who can't sign up any more would do nothing.
  const allowed = await isSignUpAllowed(email);
  const newest = own ?? (await signUps.newest(email, now));
  const chosen = allowed ? newest : null;
  return {
    change: () => [],
    mail: (tx, network) => (chosen ? [queueSignUpMail(tx, chosen.id, now, network)] : []),
    sendsNothing: !chosen,
  };
}
