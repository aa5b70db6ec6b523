"use client";

import type { CSSProperties } from "react";
import { BrandMark } from "#components/brand/brand-mark.tsx";
import { Sign } from "#components/brand/sign.tsx";
import { BrandProvider, useBrand } from "#components/brand/use-brand.tsx";
import { isColor } from "#components/installation/accent-field.tsx";
import { buttonLook } from "#components/ui/button.tsx";
import { accentTokens } from "#lib/settings/accent.ts";
import { contrast } from "#lib/settings/color.ts";
import { DEFAULT_NAME } from "#lib/settings/default-name.ts";

/** The name of an installation that has none of its own. */

type BrandPreviewProps = { name: string; accent: string };

/** How pages look with what is in the form, in both themes, and whether the accent can be read. */
export function BrandPreview({ name, accent }: BrandPreviewProps) {
  const brand = useBrand();
  const shown = { ...brand, name: name || DEFAULT_NAME, named: name !== "" };
  const color = isColor(accent) ? accent.toLowerCase() : null;
  const tokens = color ? accentTokens(color) : {};
  return (
    <div className="grid gap-3">
      <p className="font-medium text-sm">Preview</p>
      {(["light", "dark"] as const).map((theme) => (
        <BrandProvider key={theme} brand={shown} mark={<BrandMark brand={shown} />}>
          <Sample theme={theme} tokens={tokens} name={shown.name} />
        </BrandProvider>
      ))}
      {color ? <Contrast color={color} shades={tokens["--primary"]!} text={tokens["--on-primary"]!} /> : null}
    </div>
  );
}

type Shades = readonly [light: string, dark: string];
type SampleProps = {
  theme: "light" | "dark";
  tokens: Record<string, Shades>;
  name: string;
};

function Sample({ theme, tokens, name }: SampleProps) {
  const shades = Object.entries(tokens).map(([token, pair]) => [token, pair[theme === "light" ? 0 : 1]]);
  const style = Object.fromEntries(shades) as CSSProperties;
  return (
    <div
      role="img"
      aria-label={`${name} in the ${theme} theme`}
      data-theme={theme}
      style={style}
      className="grid gap-4 rounded-xl border bg-background p-4 text-foreground"
    >
      <div className="flex min-w-0 items-center gap-2.5">
        <Sign />
      </div>
      <div className="flex flex-wrap items-center gap-3 text-sm">
        <span className={buttonLook({ size: "small" })}>Create key</span>
        <span className="rounded-md border border-brass/40 bg-brass-wash px-1.5 py-0.5 font-medium text-brass-deep text-xs">
          Current
        </span>
        <span className="underline decoration-2 decoration-brass underline-offset-4">Read the docs</span>
      </div>
    </div>
  );
}

const ratio = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** What pages do where text couldn't be read on the color itself. */
function Contrast({ color, shades, text }: { color: string; shades: Shades; text: Shades }) {
  const themes = ["light", "dark"] as const;
  return (
    <div aria-live="polite" className="grid gap-1 text-sm">
      {themes.map((theme, index) => {
        const [shade, on] = [shades[index]!, text[index]!];
        return (
          <p key={theme} className="text-muted">
            Buttons in the {theme} theme: {ratio.format(contrast(shade, on))} : 1 with{" "}
            {on === "#ffffff" ? "white" : "dark"} text.{" "}
            {shade === color ? null : (
              <span className="text-foreground">
                A {contrast(shade, "#000000") > contrast(color, "#000000") ? "lighter" : "darker"} shade (
                <code className="text-compact">{shade}</code>) is used, because your color could not be read
                or seen well enough.
              </span>
            )}
          </p>
        );
      })}
    </div>
  );
}
