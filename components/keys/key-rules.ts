import type { Scope } from "#lib/scopes/schema.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

/** The API that keys are for, as the snippets call it. */
export interface ExampleApi {
  url: string;
  /** A path that every key can use, or empty. */
  path: string;
  /** This installation's address if the API is its own, which the SDKs are clients of. Null for any other API. */
  baseUrl: string | null;
}

/** What keys can have in the workspace that the page shows. */
export interface KeyRules {
  workspace: Pick<WorkspaceDetail, "id" | "limits" | "key_policy">;
  /** All scopes of the workspace. */
  scopes: Scope[];
  api: ExampleApi;
}
