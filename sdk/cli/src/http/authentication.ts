// Logging in, refreshing and logging out. They need no credential, so they aren't part of the SDK.
import { textOf } from "../../../typescript/src/answer.ts";
import type { Session } from "../config/credentials.ts";
import { connectionFailure } from "./connection.ts";
import { failureOf, type Problem, problemOf } from "./problem.ts";
import { send } from "./send.ts";

/** What logging in or refreshing gives, as it is stored. */
export type Tokens = Pick<Session, "access_token" | "refresh_token" | "expires_at">;

/** Much more than one of these calls answers, in bytes. */
const LONGEST_BODY = 64 * 1024;

/** A refusal of one of these calls. */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Logs in. Throws a Failure: exit code 1 if the email or the password is wrong, 3 if the server can't be reached. */
export async function logIn(address: string, email: string, password: string): Promise<Tokens> {
  try {
    return tokensOf(await post(address, "login", { email, password }, 30_000));
  } catch (error) {
    if (error instanceof Refusal) throw failureOf(error.problem, address);
    throw connectionFailure(error, address);
  }
}

/** Exchanges the refresh token. Throws a Refusal if the server refuses, and fetch's errors if it can't be reached. */
export async function refresh(address: string, refreshToken: string): Promise<Tokens> {
  return tokensOf(await post(address, "refresh", { refresh_token: refreshToken }, 10_000));
}

/** Ends a session. Returns false if the server can't be reached. A session that has ended already is fine. */
export async function endSession(address: string, refreshToken: string): Promise<boolean> {
  try {
    await post(address, "logout", { refresh_token: refreshToken }, 10_000);
    return true;
  } catch (error) {
    return error instanceof Refusal && error.problem.status === 401;
  }
}

async function post(address: string, path: string, body: object, timeoutMs: number): Promise<unknown> {
  const answer = await send(`${address}/api/v1/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await textOf(answer, LONGEST_BODY);
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(text);
  } catch {
    if (answer.ok && text !== "") throw new Refusal(problemOf(answer.status, null, null));
  }
  if (!answer.ok) throw new Refusal(problemOf(answer.status, parsed, answer.headers.get("request-id")));
  return parsed;
}

function tokensOf(answer: unknown): Tokens {
  const data = (answer as { data?: Record<string, unknown> } | null)?.data;
  const { access_token, refresh_token, expires_in } = data ?? {};
  if (typeof access_token !== "string" || typeof refresh_token !== "string" || typeof expires_in !== "number")
    throw new Refusal(problemOf(200, null, null));
  return { access_token, refresh_token, expires_at: Date.now() + expires_in * 1000 };
}
