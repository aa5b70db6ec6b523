import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { currentUser } from "#app/actor.ts";
import { QueryProvider } from "#components/query-provider.tsx";
import { OperatorShell } from "#components/shell/operator-shell.tsx";
import { Toaster } from "#components/ui/toaster.tsx";

/** To others, a page has the title of the page for unknown addresses, whatever its own is. */
export async function generateMetadata(): Promise<Metadata> {
  const user = await currentUser();
  return user && !user.operator ? { title: { template: "Page not found", default: "Page not found" } } : {};
}

export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  // The page itself redirects to log in, because it knows the URL to come back to.
  if (!user) return children;
  // Here, too, because a page's own "not found" would say that there is a desk.
  if (!user.operator) notFound();
  return (
    <NuqsAdapter>
      <QueryProvider session={{ email: user.email, workspaceId: null }}>
        <OperatorShell email={user.email}>{children}</OperatorShell>
        <Toaster />
      </QueryProvider>
    </NuqsAdapter>
  );
}
