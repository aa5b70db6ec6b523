import * as workspaces from "#db/queries/workspaces.ts";
import { env } from "#env.ts";
import type { Actor } from "#lib/actors/actor.ts";
import { workspaceEnded } from "#lib/actors/commit-as.ts";
import type { KeyFormat } from "#lib/keys/schema.ts";

interface FormatColumns {
  keyPrefix: string | null;
  keyIncludesEnvironment: boolean;
  keyStyle: string;
}

/** The format of a workspace's new keys. Changing it doesn't affect existing keys. */
export function keyFormatOf(workspace: FormatColumns): KeyFormat {
  return {
    prefix: workspace.keyPrefix ?? env.keyPrefix,
    include_environment: workspace.keyIncludesEnvironment,
    style: workspace.keyStyle as KeyFormat["style"],
  };
}

/** The format of new keys in the actor's workspace. Throws `not_found` or `invalid_api_key` if it was just deleted. */
export async function readKeyFormat(actor: Actor): Promise<KeyFormat> {
  const workspace = await workspaces.byId(actor.workspaceId);
  if (!workspace) throw workspaceEnded(actor);
  return keyFormatOf(workspace);
}
