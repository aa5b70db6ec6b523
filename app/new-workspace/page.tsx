import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { requirePerson } from "#app/actor.ts";
import { currentBrand } from "#app/brand.ts";
import { AuthShell } from "#components/auth/auth-shell.tsx";
import { QueryProvider } from "#components/query-provider.tsx";
import { NewWorkspaceForm } from "#components/workspaces/new-workspace-form.tsx";

export const metadata: Metadata = { title: "Create a workspace" };

/** Where users without a workspace start. */
export default async function NewWorkspacePage() {
  const user = await requirePerson("/new-workspace");
  if (user.workspaceId !== null) redirect("/settings/api-keys");
  return (
    <QueryProvider session={{ email: user.email, workspaceId: null }}>
      <AuthShell brand={await currentBrand()}>
        <NewWorkspaceForm email={user.email} operator={user.operator} />
      </AuthShell>
    </QueryProvider>
  );
}
