import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

export function NoEvents({ filtered, onShowAll }: { filtered: boolean; onShowAll: () => void }) {
  if (!filtered)
    return (
      <EmptyState title="No events yet">
        Changes to keys, scopes, members and settings appear here, with who made them.
      </EmptyState>
    );
  return (
    <EmptyState
      title="No matching events"
      action={
        <Button tone="plain" onClick={onShowAll}>
          Clear filters
        </Button>
      }
    >
      No events match these filters. Events are deleted after a period that the operator sets.
    </EmptyState>
  );
}
