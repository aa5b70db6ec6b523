/** Not of keys and services, which act, too. */
export const USER_ID = /^usr_[0-9A-Za-z]{25}$/;

/** A person in the list of a picker. */
export function PersonOption({ name, email }: { name: string | null; email: string }) {
  return (
    <>
      <span className="min-w-0 truncate">{name || email}</span>
      {name ? <span className="min-w-0 flex-1 truncate text-muted text-xs">{email}</span> : null}
    </>
  );
}
