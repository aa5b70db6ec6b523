import { ApiProblem } from "#components/api-client.ts";

const messages: Record<string, string> = {
  invalid_credentials: "Wrong email or password.",
  email_not_verified: "Your email isn't verified yet. Open the link in the email we sent you.",
  user_suspended: "Your account is suspended. Contact the operator of this site.",
  awaiting_approval: "Your account is waiting for approval. We'll email you when you can log in.",
  unavailable: "Log-in is temporarily unavailable. Try again in a moment.",
  cookies_blocked: "Your browser blocks this site's cookies. Allow them to log in.",
};

/** Parses the `code` or `code:retryAfterSeconds` of a failed log-in. */
export function readLoginProblem(error: string): ApiProblem {
  const [code = "", seconds = ""] = error.split(":");
  const detail =
    code === "too_many_attempts"
      ? `Too many attempts. Try again ${waitOf(Number(seconds))}.`
      : (messages[code] ?? "Couldn't log you in. Try again.");
  return new ApiProblem(401, { code, detail });
}

function waitOf(seconds: number): string {
  if (!(seconds > 0)) return "later";
  if (seconds < 90) return seconds === 1 ? "in 1 second" : `in ${seconds} seconds`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
}
