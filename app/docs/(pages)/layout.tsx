import type { ReactNode } from "react";
import { currentUser } from "#app/actor.ts";
import { DocsShell } from "#components/docs/docs-shell.tsx";
import { Toaster } from "#components/ui/toaster.tsx";
import { navigation } from "#lib/docs/pages.ts";

export default async function DocsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <DocsShell signedIn={(await currentUser()) !== null} sections={navigation()}>
        {children}
      </DocsShell>
      <Toaster />
    </>
  );
}
