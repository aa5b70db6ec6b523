import { parse, secondsOf } from "./answer.ts";
import type { Problem } from "./api-types.ts";
import type { GateAnswer } from "./gate-answer.ts";

/** The body of a refusal (RFC 9457). Without `request_id` if Latchkey wasn't reached. */
export type GateProblem = Pick<Problem, "type" | "title" | "status" | "detail"> & {
  code: string;
} & Partial<Omit<Problem, "code">>;

/** The members of a verdict. */
export interface VerdictMembers {
  allowed: boolean;
  failedOpen: boolean;
  status: number;
  requestId: string | null;
  keyId: string | null;
  userId: string | null;
  workspaceId: string | null;
  environment: string | null;
  plan: string | null;
  scopes: string[];
  externalId: string | null;
  problem: GateProblem | null;
  headers: Record<string, string>;
}

/** Whether a request may pass, who made it, and what to answer if it may not. */
export class GateVerdict {
  /** Whether the request may pass. */
  declare readonly allowed: boolean;
  /** The gate couldn't be asked, and the gate's client fails open. Then nothing is known about a key. */
  declare readonly failedOpen: boolean;
  /** 200, or the status to answer. */
  declare readonly status: number;
  /** Identifies the request in Latchkey's request log. */
  declare readonly requestId: string | null;
  declare readonly keyId: string | null;
  /** The user, if the request has an access token instead of a key. */
  declare readonly userId: string | null;
  declare readonly workspaceId: string | null;
  /** `live` or `test`. */
  declare readonly environment: string | null;
  declare readonly plan: string | null;
  declare readonly scopes: string[];
  /** Your own ID of the key's customer. */
  declare readonly externalId: string | null;
  /** What to answer as `application/problem+json` if the request may not pass. */
  declare readonly problem: GateProblem | null;
  /** What to answer in either case: limits, `request-id`, `retry-after`, `www-authenticate`. */
  declare readonly headers: Record<string, string>;

  constructor(members: VerdictMembers) {
    Object.assign(this, members);
  }

  /** Such as `rate_limited`. Null if the request may pass. */
  get code(): string | null {
    return this.problem?.code ?? null;
  }

  /** Says more than the code, such as `revoked`. */
  get reason(): string | null {
    return this.problem?.reason ?? null;
  }

  /** The scopes that the key lacks. */
  get requiredScopes(): string[] {
    return this.problem?.required_scopes ?? [];
  }

  /** When the client can try again. */
  get retryAfterSeconds(): number | null {
    const { problem, headers } = this;
    return problem && (secondsOf(headers["retry-after"]) ?? secondsOf(problem.retry_after_seconds));
  }

  /** Whether the key has this scope. */
  hasScope(scope: string): boolean {
    return this.scopes.includes(scope);
  }
}

const NOBODY = {
  keyId: null,
  userId: null,
  workspaceId: null,
  environment: null,
  plan: null,
  externalId: null,
};

/** The verdict that the gate's answer stands for. Null if it isn't an answer of the gate. */
export function verdictOf({ status, headers, body }: GateAnswer): GateVerdict | null {
  if (status === 200) {
    const identity = (name: string) => {
      const value = headers[`x-gate-${name}`];
      return !value || value === "none" ? null : value;
    };
    const who = identity("key-id") ?? identity("user-id");
    // So that nothing else that answers at that address lets requests pass. Two IDs are joined by a comma.
    if (!headers["x-gate-key-id"] || !who || who.includes(",")) return null;
    return new GateVerdict({
      allowed: true,
      failedOpen: false,
      status,
      requestId: headers["request-id"] ?? null,
      keyId: identity("key-id"),
      userId: identity("user-id"),
      workspaceId: identity("workspace-id"),
      environment: identity("environment"),
      plan: decoded(identity("plan")),
      scopes: identity("scopes")?.split(" ") ?? [],
      externalId: decoded(identity("external-id")),
      problem: null,
      headers: passedOn(headers),
    });
  }
  const problem = status >= 400 && status <= 503 ? (parse(body) as GateProblem | null) : null;
  return typeof problem?.code === "string" ? refusal(status, problem, passedOn(headers)) : null;
}

/** A verdict that a request may not pass. */
export const refusal = (status: number, problem: GateProblem, headers: Record<string, string>) =>
  new GateVerdict({
    ...NOBODY,
    allowed: false,
    failedOpen: false,
    status,
    requestId: problem.request_id ?? headers["request-id"] ?? null,
    scopes: [],
    problem,
    headers,
  });

/** The verdict if Latchkey can't be asked. */
export function unavailable(failOpen: boolean): GateVerdict {
  if (failOpen)
    return new GateVerdict({
      ...NOBODY,
      allowed: true,
      failedOpen: true,
      status: 200,
      requestId: null,
      scopes: [],
      problem: null,
      headers: {},
    });
  const problem = {
    type: "about:blank",
    title: "Unavailable",
    status: 503,
    detail: "The service is temporarily unavailable. Try again in a moment.",
    code: "unavailable",
    retry_after_seconds: 1,
  };
  return refusal(503, problem, { "retry-after": "1" });
}

const PASSED_ON = [
  "ratelimit",
  "ratelimit-policy",
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "retry-after",
  "www-authenticate",
  "request-id",
];

function passedOn(headers: GateAnswer["headers"]): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of PASSED_ON) if (headers[name] !== undefined) passed[name] = headers[name];
  return passed;
}

function decoded(text: string | null): string | null {
  if (!text?.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
