"use client";

import { KeyRow } from "#components/keys/key-row.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

const heading = "px-3 py-3 font-medium whitespace-nowrap";

/** Narrow screens show name, status and actions; the other columns move below the name. */
export function KeyTable({ keys, mayWrite }: { keys: PublicKey[]; mayWrite: boolean }) {
  return (
    <table className="w-full text-left text-sm">
      <caption className="sr-only">API keys, newest first</caption>
      <thead className="border-b text-muted text-xs">
        <tr>
          <th scope="col" className={`${heading} pl-4 sm:pl-5`}>
            Key
          </th>
          <th scope="col" className={`${heading} hidden md:table-cell`}>
            Environment
          </th>
          <th scope="col" className={`${heading} hidden lg:table-cell`}>
            Scopes
          </th>
          <th scope="col" className={heading}>
            Status
          </th>
          <th scope="col" className={`${heading} hidden md:table-cell`}>
            Last used
          </th>
          <th scope="col" className={`${heading} hidden lg:table-cell`}>
            Created
          </th>
          <th scope="col" className={`${heading} w-0 pr-3`}>
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody className="divide-y">
        {keys.map((key) => (
          <KeyRow key={key.id} apiKey={key} mayWrite={mayWrite} />
        ))}
      </tbody>
    </table>
  );
}
