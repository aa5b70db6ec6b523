"use client";

import { KeyGlyph } from "#components/brand/key-glyph.tsx";
import { KeyActions } from "#components/keys/key-actions.tsx";
import { KeyStatus } from "#components/keys/key-status.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

const cell = "px-3 py-3.5 align-middle";

export function KeyRow({ apiKey, mayWrite }: { apiKey: PublicKey; mayWrite: boolean }) {
  const { environment, scopes, status, last_used_at, created_at, expires_at } = apiKey;
  const inactive = status === "revoked" || status === "expired";
  return (
    <tr className="transition-colors hover:bg-sunken/60">
      <th
        scope="row"
        className={`${cell} max-w-0 w-full pl-4 text-left font-normal sm:pl-5 md:w-auto md:max-w-72`}
      >
        <div className="flex items-center gap-4">
          <KeyGlyph
            seed={apiKey.id}
            className={inactive ? "hidden text-line-strong sm:block" : "hidden text-brass sm:block"}
          />
          <div className="min-w-0">
            <p className={`truncate font-medium ${inactive ? "text-muted" : ""}`}>
              {apiKey.name || "Unnamed key"}
            </p>
            <p className="truncate font-mono text-muted text-xs">{apiKey.hint}</p>
            <p className="mt-0.5 text-muted text-xs md:hidden">
              {environment} · {last_used_at ? <TimeAgo at={last_used_at} /> : "never used"}
            </p>
            {expires_at && status === "active" ? (
              <p className="mt-0.5 text-brass-deep text-xs">
                expires <TimeAgo at={expires_at} />
              </p>
            ) : null}
          </div>
        </div>
      </th>
      <td className={`${cell} hidden md:table-cell`}>
        <Badge tone={environment === "live" ? "outline" : "plain"}>{environment}</Badge>
      </td>
      <td className={`${cell} hidden lg:table-cell`}>
        <ScopeList scopes={scopes} />
      </td>
      <td className={cell}>
        <KeyStatus status={status} />
      </td>
      <td className={`${cell} hidden text-muted md:table-cell`}>
        {last_used_at ? <TimeAgo at={last_used_at} /> : "Never"}
      </td>
      <td className={`${cell} hidden text-muted lg:table-cell`}>
        <TimeAgo at={created_at} />
      </td>
      <td className={`${cell} pr-3 pl-0`}>{mayWrite ? <KeyActions apiKey={apiKey} /> : null}</td>
    </tr>
  );
}

const shownScopes = 2;

function ScopeList({ scopes }: { scopes: string[] }) {
  if (scopes.length === 0) return <span className="text-muted">None</span>;
  return (
    <ul className="flex max-w-56 flex-wrap gap-1" title={scopes.join(", ")}>
      {scopes.slice(0, shownScopes).map((scope) => (
        <li key={scope} className="rounded bg-sunken px-1.5 py-0.5 font-mono text-muted text-xs">
          {scope}
        </li>
      ))}
      {scopes.length > shownScopes ? (
        <li className="px-1 py-0.5 text-muted text-xs">+{scopes.length - shownScopes} more</li>
      ) : null}
    </ul>
  );
}
