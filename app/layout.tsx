import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { accentStyle, currentBrand, currentBranding } from "#app/brand.ts";
import { fontVariables } from "#app/fonts.ts";
import { BrandMark } from "#components/brand/brand-mark.tsx";
import { BrandProvider } from "#components/brand/use-brand.tsx";
import { readTheme, themeCookie } from "#components/shell/theme.ts";
import { NowProvider } from "#components/ui/now.tsx";
import { clockMs } from "#lib/clock.ts";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const { name, named, logo } = await currentBrand();
  const accent = (await currentBranding())?.accent ?? "";
  return {
    applicationName: name,
    title: {
      default: named ? `${name}: API keys and usage` : "Latchkey: the front desk of your API",
      template: `%s · ${name}`,
    },
    description: `Sign up, create API keys${named ? ` for ${name}` : ""} and see your usage and your limits.`,
    icons: { icon: logo ?? `/branding/icon.svg?v=${name.codePointAt(0)}-${accent.slice(1)}` },
  };
}

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
  const brand = await currentBrand();
  return (
    <html lang="en" className={fontVariables} data-theme={theme} style={await accentStyle()}>
      <body>
        <a
          href="#main"
          className="sr-only z-50 rounded-md bg-primary px-4 py-2 text-on-primary focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
          Skip to content
        </a>
        <BrandProvider brand={brand} mark={<BrandMark brand={brand} />}>
          <NowProvider serverMs={clockMs()}>{children}</NowProvider>
        </BrandProvider>
      </body>
    </html>
  );
}
