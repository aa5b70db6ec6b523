import { env } from "#env.ts";
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
