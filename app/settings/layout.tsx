import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { currentUser } from "#app/actor.ts";
import { QueryProvider } from "#components/query-provider.tsx";
import { AppShell } from "#components/shell/app-shell.tsx";
import { PersonShell } from "#components/shell/person-shell.tsx";
import { Toaster } from "#components/ui/toaster.tsx";
import { isInWorkspace } from "#lib/actors/actor.ts";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  // The page itself redirects to log in, because it knows the URL to come back to.
  if (!user) return children;
  // The other pages redirect to create a workspace. Everyone can change and delete their own account.
  if (!isInWorkspace(user)) {
    return (
      <QueryProvider session={{ email: user.email, workspaceId: null }}>
        <PersonShell email={user.email} operator={user.operator}>
          {children}
        </PersonShell>
        <Toaster />
      </QueryProvider>
    );
  }
  const { email, operator, workspaceId, workspaceName, workspaceSuspended, plan, scopes } = user;
  const mayWriteKeys = scopes.includes("keys:write") && !workspaceSuspended;
  return (
    <NuqsAdapter>
      <QueryProvider session={{ email, workspaceId }}>
        <AppShell
          user={{ email, operator, workspaceId, workspaceName, workspaceSuspended, plan, mayWriteKeys }}
        >
          {children}
        </AppShell>
        <Toaster />
      </QueryProvider>
    </NuqsAdapter>
  );
}
