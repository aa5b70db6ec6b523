import { env } from "#env.ts";
import type { KeyFormat } from "#lib/keys/schema.ts";

interface FormatColumns {
  keyPrefix: string | null;
  keyIncludesEnvironment: boolean;
  keyStyle: string;
}

/** How a workspace's new keys look. Keys that were made before stay as they are. */
export function keyFormatOf(workspace: FormatColumns): KeyFormat {
  return {
    prefix: workspace.keyPrefix ?? env.keyPrefix,
    include_environment: workspace.keyIncludesEnvironment,
    style: workspace.keyStyle as KeyFormat["style"],
  };
}
