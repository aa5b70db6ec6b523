import type { ExampleApi } from "#components/keys/snippets.ts";
import type { Scope } from "#lib/scopes/schema.ts";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

/** What a new key can have in the workspace that the page shows. */
export interface NewKeyRules {
  workspace: Pick<WorkspaceDetail, "id" | "limits" | "key_policy">;
  /** All scopes of the workspace. */
  scopes: Scope[];
  api: ExampleApi;
}
