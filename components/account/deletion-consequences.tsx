import type { DeletionPreview } from "#lib/accounts/schema.ts";

/** What happens to the user's workspaces and keys. */
export function Consequences({ preview: { deleted, left } }: { preview: DeletionPreview }) {
  return (
    <ul className="grid list-disc gap-1.5 pl-5 text-sm marker:text-muted">
      {deleted.length > 0 ? (
        <li>
          <Names of={deleted} /> {deleted.length === 1 ? "is" : "are"} deleted, because you're the only
          member. Requests with {deleted.length === 1 ? "its" : "their"} API keys fail with 401 immediately.
        </li>
      ) : null}
      {left.length > 0 ? (
        <li>
          You leave <Names of={left} />. API keys that you created there keep working.
        </li>
      ) : null}
      <li>All of your sessions end. Invitations that you sent are withdrawn.</li>
      <li>The audit log and the request log still show what you did.</li>
    </ul>
  );
}

function Names({ of: workspaces }: { of: { id: string; name: string }[] }) {
  return workspaces.map(({ id, name }, index) => (
    <span key={id}>
      {index === 0 ? "" : index === workspaces.length - 1 ? " and " : ", "}
      <strong className="wrap-anywhere font-medium">{name}</strong>
    </span>
  ));
}
