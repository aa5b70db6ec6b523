import { fieldName, valueText } from "#components/audit/event-words.ts";
import type { PublicEvent } from "#lib/audit/schema.ts";

const shownAtFirst = 4;

type Changes = NonNullable<PublicEvent["changes"]>;

/** Each field that changed, with its values before and after. Many are folded. */
export function EventChanges({ changes, target }: { changes: Changes; target: string | null }) {
  const entries = Object.entries(changes).filter(
    ([name, { before, after }]) =>
      !(isEmpty(before) && isEmpty(after)) && !(name === "name" && isEmpty(before) && after === target),
  );
  if (entries.length === 0) return null;
  const rest = entries.slice(shownAtFirst);
  return (
    <div className="grid gap-1 text-compact text-muted">
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

const isEmpty = (value: unknown) =>
  value === null || value === "" || (Array.isArray(value) && value.length === 0);

function ChangeList({ entries }: { entries: [string, Changes[string]][] }) {
  return (
    <ul className="grid gap-1">
      {entries.map(([name, { before, after }]) => (
        <li key={name} className="wrap-anywhere">
          {fieldName(name)}:{" "}
          {isEmpty(before) ? null : (
            <>
              <span className="line-through decoration-muted/60">
                <span className="sr-only">before </span>
                {valueText(before)}
              </span>{" "}
              <span aria-hidden="true">→</span>{" "}
            </>
          )}
          <span className="text-foreground">
            {isEmpty(before) ? null : <span className="sr-only">after </span>}
            {valueText(after)}
          </span>
        </li>
      ))}
    </ul>
  );
}
