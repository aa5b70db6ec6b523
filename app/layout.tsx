import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { fontVariables } from "#app/fonts.ts";
import { readTheme, themeCookie } from "#components/shell/theme.ts";
import { NowProvider } from "#components/ui/now.tsx";
import { clockMs } from "#lib/clock.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Latchkey: the front desk of your API", template: "%s · Latchkey" },
  description: "Sign up, create API keys and track usage against exact limits. Self-hosted.",
};

/** The color of the browser's own bars. */
export async function generateViewport(): Promise<Viewport> {
  const theme = readTheme((await cookies()).get(themeCookie)?.value);
  if (theme !== "system") return { themeColor: barColors[theme] };
  return {
    themeColor: [
      { media: "(prefers-color-scheme: light)", color: barColors.light },
      { media: "(prefers-color-scheme: dark)", color: barColors.dark },
    ],
  };
}

const barColors = { light: "#f9fbf9", dark: "#0b1310" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Pages are rendered on every request, because each response needs a new CSP script nonce.
  await connection();
  const theme = readTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html lang="en" className={fontVariables} data-theme={theme}>
      <body>
        <a
          href="#main"
          className="sr-only z-50 rounded-md bg-primary px-4 py-2 text-on-primary focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
          Skip to content
        </a>
        <NowProvider serverMs={clockMs()}>{children}</NowProvider>
      </body>
    </html>
  );
}
