import { fieldName, valueText } from "#components/audit/event-words.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

const shownAtFirst = 4;

type Changes = NonNullable<PublicEvent["changes"]>;

/** Each field that changed, with its values before and after. Many are folded. */
export function EventChanges({ changes }: { changes: Changes }) {
  const entries = Object.entries(changes).filter(
    ([, { before, after }]) => before !== null || after !== null,
  );
  if (entries.length === 0) return null;
  const rest = entries.slice(shownAtFirst);
  return (
    <div className="grid gap-1 text-[0.8125rem] text-muted">
      <ChangeList entries={entries.slice(0, shownAtFirst)} />
      {rest.length > 0 ? (
        <details>
          <summary className="w-fit rounded-sm hover:text-foreground">{rest.length} more</summary>
          <div className="mt-1">
            <ChangeList entries={rest} />
          </div>
        </details>
      ) : null}
    </div>
  );
}

function ChangeList({ entries }: { entries: [string, Changes[string]][] }) {
  return (
    <ul className="grid gap-1">
      {entries.map(([name, { before, after }]) => (
        <li key={name} className="wrap-anywhere">
          {fieldName(name)}:{" "}
          {before === null ? null : (
            <>
              <span className="line-through decoration-muted/60">
                <span className="sr-only">before </span>
                {valueText(before)}
              </span>{" "}
              <span aria-hidden="true">→</span>{" "}
            </>
          )}
          <span className="text-foreground">
            {before === null ? null : <span className="sr-only">after </span>}
            {valueText(after)}
          </span>
        </li>
      ))}
    </ul>
  );
}
