import type { ReactNode } from "react";
import { SettingsNav } from "#components/workspaces/settings-nav.tsx";

export default function WorkspaceLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[12rem_minmax(0,1fr)] lg:gap-10">
      <SettingsNav />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
