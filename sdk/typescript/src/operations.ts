import type { NewKey, NewScope, Operations, Rotation, Verdict, VerifyRequest } from "./api-types.ts";
import type { APIPromise, ListPromise, Page } from "./call.ts";
import type { CallOptions } from "./options.ts";
import type { ValidKey } from "./validate.ts";

type Name = keyof Operations;
type Query<N extends Name> = Operations[N] extends { query: infer Q } ? Q : never;
type Body<N extends Name> = Operations[N] extends { body: infer B } ? B : never;
type Result<N extends Name> = APIPromise<
  Operations[N]["result"] extends { data: infer Data } ? Data : undefined
>;
type List<N extends Name> = ListPromise<Operations[N]["result"] & Page>;

/** The methods of a client, by what they are about. */
export interface Methods {
  me: {
    /** Whose credential this is, and what it may do. */
    retrieve(options?: CallOptions): Result<"getMe">;
  };
  keys: {
    /** Creates a key. Only this answer has its `secret`. */
    create(body?: NewKey, options?: CallOptions): Result<"postKeys">;
    list(query?: Query<"getKeys">, options?: CallOptions): List<"getKeys">;
    retrieve(id: string, options?: CallOptions): Result<"getKeysId">;
    update(id: string, body: Body<"patchKeysId">, options?: CallOptions): Result<"patchKeysId">;
    /** Revokes a key, from the next request on. This can't be undone. */
    revoke(id: string, options?: CallOptions): Result<"deleteKeysId">;
    /** Replaces a key's secret. The previous one still works for `overlap_seconds`. */
    rotate(id: string, body?: Rotation, options?: CallOptions): Result<"postKeysIdRotate">;
    /** Ends the overlap: the previous secret stops working. */
    endRotation(id: string, options?: CallOptions): Result<"postKeysIdRotateEnd">;
    /** Creates keys by their hashes, so that keys from elsewhere go on working. */
    import(body: Body<"postKeysImport">, options?: CallOptions): Result<"postKeysImport">;
    usage(id: string, query?: Query<"getKeysIdUsage">, options?: CallOptions): Result<"getKeysIdUsage">;
    /** What is left of the key's limits. */
    rateLimit(id: string, options?: CallOptions): Result<"getKeysIdRateLimit">;
    /** When and from where the key was used. */
    activity(
      id: string,
      query?: Query<"getKeysIdActivity">,
      options?: CallOptions,
    ): Result<"getKeysIdActivity">;
    /** Checks a key and counts against its limits. Gives a verdict, also about a key that isn't valid. */
    verify(body: VerifyRequest, options?: CallOptions): APIPromise<Verdict>;
    /**
     * Checks a key and counts against its limits. Throws for a key that isn't valid: `AuthenticationError`,
     * `PermissionDeniedError` or `RateLimitError`.
     */
    validate(body: VerifyRequest, options?: CallOptions): APIPromise<ValidKey>;
  };
  scopes: {
    list(options?: CallOptions): Result<"getScopes">;
    create(body: NewScope, options?: CallOptions): Result<"postScopes">;
    delete(name: string, options?: CallOptions): Result<"deleteScopesName">;
  };
  usage: {
    /** The usage of the workspace in this month. */
    retrieve(query?: Query<"getUsage">, options?: CallOptions): Result<"getUsage">;
    rateLimits(query?: Query<"getUsageRateLimits">, options?: CallOptions): Result<"getUsageRateLimits">;
    series(query?: Query<"getUsageSeries">, options?: CallOptions): Result<"getUsageSeries">;
  };
  requests: {
    /** The request log, newest first. */
    list(query?: Query<"getRequests">, options?: CallOptions): List<"getRequests">;
    /** One request, with the checks that it passed and failed. */
    retrieve(id: string, options?: CallOptions): Result<"getRequestsId">;
  };
  workspaces: {
    list(options?: CallOptions): Result<"getWorkspaces">;
    retrieve(id: string, options?: CallOptions): Result<"getWorkspacesId">;
  };
  auditEvents: {
    /** What was changed, and by whom. */
    list(query?: Query<"getAuditEvents">, options?: CallOptions): List<"getAuditEvents">;
  };
  plans: {
    list(options?: CallOptions): Result<"getPlans">;
  };
}

/**
 * Path below that of the noun, method, what the method takes after what stands in the path (a `body` or a `query`), and what
 * it gives, if that isn't the member `data`: the `key` of a verdict, a `page` of a list, or `-`, nothing.
 */
export const ROUTES: { [Noun in keyof Methods]: Record<keyof Methods[Noun], string> } = {
  me: { retrieve: "" },
  keys: {
    create: " POST body",
    list: " GET query page",
    retrieve: "/{}",
    update: "/{} PATCH body",
    revoke: "/{} DELETE",
    rotate: "/{}/rotate POST body",
    endRotation: "/{}/rotate/end POST",
    import: "/import POST body",
    usage: "/{}/usage GET query",
    rateLimit: "/{}/rate-limit",
    activity: "/{}/activity GET query",
    verify: "/verify POST body",
    validate: "/verify POST body key",
  },
  scopes: { list: "", create: " POST body", delete: "/{} DELETE  -" },
  usage: {
    retrieve: " GET query",
    rateLimits: "/rate-limits GET query",
    series: "/series GET query",
  },
  requests: { list: " GET query page", retrieve: "/{}" },
  workspaces: { list: "", retrieve: "/{}" },
  auditEvents: { list: " GET query page" },
  plans: { list: "" },
};
