import { classNames } from "#components/ui/class-names.ts";

const cutCount = 6;
const bow =
  "M10 1a9 9 0 1 0 0 18a9 9 0 0 0 8.06-5H19V6h-.94A9 9 0 0 0 10 1Zm-3 6a3 3 0 1 1 0 6a3 3 0 0 1 0-6Z";

/**
 * Draws a key whose teeth depend on `seed`. The same ID always draws the same key, so people can recognize
 * a row at a glance. Decoration only: the name is shown next to it.
 */
export function KeyGlyph({
  seed,
  hanging,
  outline,
  className,
}: {
  seed: string;
  hanging?: boolean;
  /** Only its outline: a place where a key could be. */
  outline?: boolean;
  className?: string;
}) {
  const path = `${bow}${blade(seed)}`;
  return (
    <svg
      viewBox={outline ? "-1 -1 66 22" : hanging ? "0 0 20 64" : "0 0 64 20"}
      {...(outline
        ? { fill: "none", stroke: "currentColor", strokeWidth: 1.25, strokeLinejoin: "round" }
        : { fill: "currentColor" })}
      aria-hidden="true"
      className={classNames("shrink-0", hanging ? "h-16 w-5" : "h-4 w-[3.2rem]", className)}
    >
      <path fillRule="evenodd" d={path} transform={hanging ? "rotate(90) translate(0 -20)" : undefined} />
    </svg>
  );
}

function blade(seed: string): string {
  let teeth = "";
  let bits = fingerprint(seed);
  for (let cut = 0; cut < cutCount; cut++) {
    const right = 57 - cut * 6;
    const depth = 0.6 + (bits % 5) * 1.1;
    bits = Math.floor(bits / 5);
    teeth += `L${right} 14L${right - 1.5} ${14 - depth}L${right - 3.5} ${14 - depth}L${right - 5} 14`;
  }
  return `M19 6H59L63 10L59 14${teeth}H19Z`;
}

/** FNV-1a: short code that gives similar IDs different hashes. */
function fingerprint(seed: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < seed.length; index++) {
    hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
