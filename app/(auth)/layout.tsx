import type { ReactNode } from "react";
import { AuthShell } from "#components/auth/auth-shell.tsx";
import { QueryProvider } from "#components/query-provider.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <QueryProvider>
      <AuthShell>{children}</AuthShell>
    </QueryProvider>
  );
}
