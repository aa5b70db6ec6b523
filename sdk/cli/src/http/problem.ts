import { type Failure, notLoggedIn, refused, unreachable } from "../failure.ts";

/** What a refusal of the API says (RFC 9457). The TypeScript SDK's errors have the same members. */
export interface Problem {
  status: number;
  /** Null if the answer doesn't come from Latchkey, but from a proxy in between. */
  code: string | null;
  reason: string | null;
  detail: string;
  requestId: string | null;
  errors: readonly { pointer: string; detail: string }[];
  requiredScopes: readonly string[];
}

/** How a command ends that the API refused. `who` is whose credential it was, such as `LATCHKEY_API_KEY`. */
export function failureOf(problem: Problem, address: string, who?: string): Failure {
  const { status, code, detail } = problem;
  if (code === null) return strange(problem, address);
  const more = [...details(problem), ...(problem.requestId ? [`Request ID: ${problem.requestId}`] : [])];
  if (status >= 500) return unreachable(detail, ...more);
  if (status !== 401 || code === "invalid_credentials") return refused(detail, ...more);
  return notLoggedIn(detail, ...loginAgain(problem, who), ...more);
}

function loginAgain({ code }: Problem, who: string | undefined): string[] {
  if (code === "invalid_token" || code === "invalid_refresh_token") return ["Log in again: latchkey login"];
  return who ? [`The key comes from ${who}.`] : [];
}

function details({ errors, requiredScopes, detail }: Problem): string[] {
  const scopes = requiredScopes.filter((scope) => !detail.includes(scope));
  return [
    ...errors
      .filter((each) => each.detail !== detail)
      .map((each) => `  ${fieldOf(each.pointer)}${each.detail}`),
    ...(scopes.length > 0 ? [`Missing scopes: ${scopes.join(", ")}`] : []),
  ];
}

const fieldOf = (pointer: string) => (pointer ? `${pointer.replace(/^\//, "").replaceAll("/", ".")}: ` : "");

const strange = ({ status }: Problem, address: string) =>
  unreachable(
    `${address} answered with ${status}, but not as Latchkey does.`,
    "Is the address right, and is Latchkey running behind it?",
  );

/** Reads the body of a refusal. */
export function problemOf(status: number, body: unknown, requestId: string | null): Problem {
  const problem = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof problem[name] === "string" ? problem[name] : null);
  const list = (name: string) => (Array.isArray(problem[name]) ? problem[name] : []);
  return {
    status,
    code: text("code"),
    reason: text("reason"),
    detail: text("detail") ?? `The server answered with ${status}.`,
    requestId: text("request_id") ?? requestId,
    errors: list("errors").filter(
      (each) => typeof each?.pointer === "string" && typeof each.detail === "string",
    ),
    requiredScopes: list("required_scopes").filter((each) => typeof each === "string"),
  };
}
