export type LoginProblem = { code: string; message: string };

const messages: Record<string, string> = {
  invalid_credentials: "The e-mail address or the password is wrong.",
  email_not_verified: "This address is not verified yet. Open the link in our mail first.",
  unavailable: "Logging in is not possible at the moment. Try again shortly.",
};

/** Reads the `code` or `code:retryAfterSeconds` that a failed log-in carries. */
export function readLoginProblem(error: string): LoginProblem {
  const [code = "", seconds = ""] = error.split(":");
  if (code === "too_many_attempts") {
    return { code, message: `Too many attempts. Try again ${waitOf(Number(seconds))}.` };
  }
  return { code, message: messages[code] ?? "Logging in did not work. Try again." };
}

function waitOf(seconds: number): string {
  if (!(seconds > 0)) return "later";
  if (seconds < 90) return `in ${seconds} seconds`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
}
