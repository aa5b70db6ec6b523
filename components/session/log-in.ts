import { type LoginProblem, readLoginProblem } from "#components/auth/login-problem.ts";

/** Logs the browser in. Returns the problem, or null when the user is logged in. */
export async function logIn(email: string, password: string): Promise<LoginProblem | null> {
  // Loaded on submit, because it weighs as much as a form.
  const { signIn } = await import("next-auth/react");
  const result = await signIn("credentials", { email, password, redirect: false });
  return result?.ok && !result.error ? null : readLoginProblem(result?.error ?? "unavailable");
}
