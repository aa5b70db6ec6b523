import { readCredential } from "#lib/gate/credential.ts";
import { crossOriginHint } from "#lib/gate/cross-origin.ts";
import type { GateRequest } from "#lib/gate/gate-request.ts";
import { identifyBrowser } from "#lib/gate/identify-browser.ts";
import { identifyKey } from "#lib/gate/identify-key.ts";
import { identifyService } from "#lib/gate/identify-service.ts";
import { identifyToken } from "#lib/gate/identify-token.ts";
import { type Identity, nobody } from "#lib/gate/identity.ts";
import type { Requirement } from "#lib/gate/rights.ts";
import { type Problem, problem } from "#lib/problem.ts";
import { problems } from "#lib/problems.ts";

/**
 * Identifies the caller of a request. A rejected credential becomes the identity's `refusal`.
 * Throws the problems of `readCredential`, and `invalid_token` (`malformed`, `expired`).
 */
export function identify(request: GateRequest, requirement: Requirement): Identity | Promise<Identity> {
  const credential = readCredential(request);
  if (!credential) return nobody(requirement.access === "optional" ? null : withoutCredential(request));
  switch (credential.kind) {
    case "key":
      return identifyKey(credential.secret, request, requirement.rememberedKeys);
    case "service":
      return identifyService(credential.secret, request.now);
    case "token":
      return identifyToken(credential.token, request, requirement);
    case "session":
      return identifyBrowser(credential.token, request, requirement);
  }
}

function withoutCredential(request: GateRequest): Problem {
  const hint = crossOriginHint(request);
  return problem("unauthorized", hint ? { detail: `${problems.unauthorized.detail} ${hint}` } : {});
}
