import { KeyGlyph } from "#components/brand/key-glyph.tsx";
import { KeySparkline } from "#components/key-list/key-sparkline.tsx";
import { KeyStatus } from "#components/keys/key-status.tsx";

const KEYS = [
  { name: "checkout-service", hint: "live_7fQ2…mK9d", status: "active", busy: 9 },
  { name: "mobile-app", hint: "live_Xa41…0RtB", status: "active", busy: 4 },
  { name: "nightly-export", hint: "live_p8Lz…c3Vw", status: "disabled", busy: 0 },
] as const;

export function SampleKeys() {
  return (
    <ul className="divide-y">
      {KEYS.map(({ name, hint, status, busy }) => (
        <li key={name} className="flex items-center gap-4 px-5 py-4 sm:px-6">
          <KeyGlyph seed={name} className="hidden text-brass sm:block" />
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium text-sm">{name}</p>
            <p className="truncate font-mono text-muted text-xs">{hint}</p>
          </div>
          <div className="hidden sm:block">
            <KeySparkline daily={daysOf(busy)} />
          </div>
          <div className="w-20 text-right">
            <KeyStatus status={status} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** A month that rises and has weekends. The same at every rendering. */
function daysOf(busy: number) {
  return Array.from({ length: 30 }, (_, day) => {
    const weekend = day % 7 > 4;
    const succeeded = busy * (12 + day + ((day * busy) % 7) * 4) * (weekend ? 0.35 : 1);
    const refused = day === 19 ? succeeded * 0.3 : succeeded * 0.02;
    return { day: `2026-10-${String(day + 1).padStart(2, "0")}`, succeeded, refused };
  });
}
