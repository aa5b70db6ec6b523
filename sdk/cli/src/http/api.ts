// The API, by the TypeScript SDK.
import { parse, textOf } from "../../../typescript/src/answer.ts";
import {
  APIConnectionError,
  APIError,
  APITimeoutError,
  ConfigurationError,
  Latchkey,
} from "../../../typescript/src/index.ts";
import type { Session } from "../config/credentials.ts";
import { Failure, misused, unreachable } from "../failure.ts";
import { accessTokenOf } from "../session.ts";
import type { Login } from "../settings.ts";
import { connectionFailure } from "./connection.ts";
import { failureOf, problemOf } from "./problem.ts";
import { send } from "./send.ts";

export type { Key, LoggedRequest, Me, MintedKey, Verdict } from "../../../typescript/src/index.ts";
export type Api = Latchkey;

/** A person waits: what takes longer is said instead. */
const LONGEST_RETRY_AFTER_MS = 3000;
/** Much more than a problem has, in bytes. */
const LONGEST_PROBLEM = 64 * 1024;

/** The API as whoever is logged in. A session's token is refreshed when that is due. */
export function apiOf(
  { baseUrl, credential }: Login,
  { profile, workspaceId }: { profile: string; workspaceId?: string | undefined },
): Api {
  const options = { baseUrl, workspaceId, maxRetryAfter: LONGEST_RETRY_AFTER_MS };
  if (credential.type === "api_key")
    return new Latchkey({ ...options, apiKey: credential.api_key, fetch: send });
  return new Latchkey({
    ...options,
    accessToken: () => accessTokenOf(profile, credential),
    fetch: (input, init) => sendAgainIfExpired(profile, credential, input, init),
  });
}

/** If the clock of this machine is wrong, only the server knows that a token has expired. */
async function sendAgainIfExpired(
  profile: string,
  session: Session,
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const answer = await send(input, init);
  if (answer.status !== 401) return answer;
  const problem = problemOf(401, parse(await textOf(answer.clone(), LONGEST_PROBLEM)), null);
  if (problem.code !== "invalid_token" || problem.reason !== "expired") return answer;
  const headers = new Headers(init.headers);
  const expired = headers.get("authorization")?.replace(/^Bearer /, "");
  headers.set("authorization", `Bearer ${await accessTokenOf(profile, session, expired)}`);
  return send(input, { ...init, headers });
}

/** How a command ends that something was thrown in, which asked with this login. */
export function failureFrom(error: unknown, asked: Login | undefined): unknown {
  if (error instanceof Failure || !asked) return error;
  const { baseUrl, from } = asked;
  if (error instanceof APIError)
    return failureOf(problemOf(error.status, error.problem, error.requestId), baseUrl, from);
  if (error instanceof APITimeoutError) return unreachable(`${new URL(baseUrl).host} didn't answer in time.`);
  if (error instanceof APIConnectionError) return connectionFailure(error, baseUrl);
  if (error instanceof ConfigurationError) return misused(`${error.message} (${from})`);
  return error;
}
