import type { ReactNode } from "react";
import { currentUser } from "#app/actor.ts";
import { SettingsNav } from "#components/workspaces/settings-nav.tsx";
import { isInWorkspace } from "#lib/actors/actor.ts";

export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  // The page redirects them. The navigation needs what the layout of all settings adds for members.
  if (!user || !isInWorkspace(user)) return children;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[12rem_minmax(0,1fr)] lg:gap-10">
      <SettingsNav />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
