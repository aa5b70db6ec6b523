import type { Brand } from "#components/brand/use-brand.tsx";
import { firstLetter, KEY } from "#lib/settings/brand-icon.ts";

/**
 * Decoration: the name is next to it. Without a logo, the name's first letter; without a name, the software's key. Rendered
 * by the root layout, because every page has it, and drawing it in the browser would be in every page's code.
 */
export function BrandMark({ brand: { logo, named, name } }: { brand: Brand }) {
  // biome-ignore lint/performance/noImgElement: it is small, and the uploaded file is already what browsers should get
  if (logo) return <img src={logo} alt="" className="h-7 w-auto max-w-24 shrink-0 object-contain" />;
  return (
    <svg viewBox="0 0 32 32" className="size-7 shrink-0" aria-hidden="true">
      <rect width="32" height="32" rx="8" className="fill-primary" />
      {named ? (
        <text x="16" y="22.5" textAnchor="middle" className="fill-on-primary font-display text-[19px]">
          {firstLetter(name)}
        </text>
      ) : (
        <path className="fill-on-sign" d={KEY} />
      )}
    </svg>
  );
}
