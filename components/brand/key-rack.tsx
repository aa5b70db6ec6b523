import { KeyGlyph } from "#components/brand/key-glyph.tsx";
import { classNames } from "#components/ui/class-names.ts";

/** A decorative rack of keys: one key is highlighted and one hook is free. */
export function KeyRack({
  columns,
  rows,
  className,
}: {
  columns: 3 | 4 | 6;
  rows: number;
  className?: string;
}) {
  const hooks = Array.from({ length: columns * rows }, (_, index) => index);
  const shining = rows === 1 ? columns - 3 : columns + 2;
  const free = columns * (rows - 1) + 1;
  const grid = { 3: "grid-cols-3", 4: "grid-cols-4", 6: "grid-cols-6" }[columns];
  return (
    <div
      aria-hidden="true"
      className={classNames("grid border-desk-line border-t border-l", grid, className)}
    >
      {hooks.map((hook) => (
        <div
          key={hook}
          className="flex flex-col items-center border-desk-line border-r border-b px-3 pt-3 pb-6"
        >
          <span className="self-start font-mono text-[0.625rem] text-on-desk-muted/85 tabular-nums">
            {100 * (Math.floor(hook / columns) + 1) + (hook % columns) + 1}
          </span>
          <span className="mt-2 size-1.5 rounded-full bg-desk-line" />
          {hook === free ? (
            <span className="h-16" />
          ) : (
            <KeyGlyph
              hanging
              seed={`hook-${hook}`}
              className={classNames("-mt-0.5", hook === shining ? "text-brass" : "text-brass/35")}
            />
          )}
        </div>
      ))}
    </div>
  );
}
