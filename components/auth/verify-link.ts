import { ApiProblem } from "#components/api-client.ts";

/** What the server knows about an emailed link. `own`: this browser has the cookie of the link's sign-up. */
export type VerificationLink =
  | { state: "own" | "other"; email: string }
  | { state: "code_used" | "code_expired" | "incomplete" };

export type VerifyAnswer = { data: { awaiting_approval?: true } };

export type VerifyStepProps = {
  token: string;
  email: string;
  onVerified: (answer: VerifyAnswer) => void;
  /** The link doesn't work any more. */
  onDead: (code: "code_used" | "code_expired") => void;
};

/** Why the link doesn't work any more. Null for errors after which the user can try again. */
export function deadCodeOf(error: unknown): "code_used" | "code_expired" | null {
  if (!(error instanceof ApiProblem)) return null;
  return error.code === "code_used" || error.code === "code_expired" ? error.code : null;
}
