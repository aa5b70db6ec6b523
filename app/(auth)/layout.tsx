import type { ReactNode } from "react";
import { currentBrand } from "#app/brand.ts";
import { AuthShell } from "#components/auth/auth-shell.tsx";
import { QueryProvider } from "#components/query-provider.tsx";

export default async function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <QueryProvider>
      <AuthShell brand={await currentBrand()}>{children}</AuthShell>
    </QueryProvider>
  );
}
