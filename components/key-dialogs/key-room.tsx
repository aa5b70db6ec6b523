import { countText } from "#components/durations.ts";
import { Notice } from "#components/ui/notice.tsx";
import type { WorkspaceDetail } from "#lib/workspaces/schema.ts";

const count = new Intl.NumberFormat("en");

/** How many more active keys the workspace can have, if it's not many. */
export function KeyRoom({
  limits: { max_active_keys: most, active_keys: active },
}: Pick<WorkspaceDetail, "limits">) {
  if (most === null || active === null) return null;
  if (active >= most) {
    return (
      <Notice tone="brass">
        This workspace has reached its limit of {countText(most, "active key")}. Revoke or disable a key
        first.
      </Notice>
    );
  }
  return (
    <p className="text-muted text-sm">
      {count.format(active)} of {countText(most, "active key")} in use.
    </p>
  );
}
