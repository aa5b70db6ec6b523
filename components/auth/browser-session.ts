import { ApiProblem, fetchFromSite, problemOf } from "#components/api-client.ts";
import { readLoginProblem } from "#components/auth/login-problem.ts";
import { tellOtherTabs } from "#components/session/other-tabs.ts";

// Not next-auth's own client: it leaves the page when the server can't be reached, and so loses what was entered.

/** Logs this browser in. Throws an `ApiProblem`, whose `code` can also be the reason why the user can't log in. */
export async function logIn(email: string, password: string): Promise<void> {
  const { url = "" } = await post("callback/credentials", { email, password });
  const parameters = new URL(url, window.location.origin).searchParams;
  // Without its cookie, next-auth doesn't believe that the form is from this site.
  const error = parameters.has("csrf") ? "cookies_blocked" : parameters.get("error");
  if (error) throw readLoginProblem(error);
  tellOtherTabs(email);
}

/** Ends this browser's session. Throws an `ApiProblem` if it may not have ended. */
export async function logOut(): Promise<void> {
  await post("signout", {});
}

async function post(path: string, fields: Record<string, string>): Promise<{ url?: string }> {
  const { csrfToken = "" } = await answerTo(await fetchFromSite("/api/auth/csrf", {}));
  const body = new URLSearchParams({ ...fields, csrfToken, json: "true" });
  return answerTo(await fetchFromSite(`/api/auth/${path}`, { method: "POST", body }));
}

/** next-auth sends a URL, also with 401. Problems are the server's. */
async function answerTo(response: Response): Promise<{ url?: string; csrfToken?: string }> {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json");
  if (isProblem || response.status >= 500) throw await problemOf(response);
  try {
    return await response.json();
  } catch {
    throw new ApiProblem(response.status, {});
  }
}
