"use client";

import { KeyGlyph } from "#components/brand/key-glyph.tsx";
import { useExpiresSoon } from "#components/keys/key-expiry.tsx";
import { KeyStatus } from "#components/keys/key-status.tsx";
import { inEnvironment } from "#components/shell/environment.ts";
import { RowLink } from "#components/ui/row-link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

/** The key's name and hint, and on narrow screens what the hidden columns say. */
export function KeyNameCell({ apiKey }: { apiKey: PublicKey }) {
  const { id, name, hint, status, environment, last_used_at, expires_at } = apiKey;
  const works = status === "active" || status === "disabled";
  const soon = useExpiresSoon(apiKey);
  return (
    <div className="flex items-center gap-3">
      <KeyGlyph
        seed={id}
        className={works ? "hidden text-brass sm:block" : "hidden text-line-strong sm:block"}
      />
      <div className="min-w-0">
        <RowLink
          href={inEnvironment(`/settings/api-keys/${id}`, environment)}
          title={name ?? undefined}
          className="block truncate rounded-sm font-medium underline-offset-4 hover:underline"
        >
          {name || "Unnamed key"}
        </RowLink>
        <p className="truncate font-mono text-muted text-xs" title={hint}>
          {hint}
        </p>
        <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-xs lg:hidden">
          <span className="sm:hidden">
            <KeyStatus status={status} />
          </span>
          <span className="md:hidden">
            {last_used_at ? (
              <>
                used <TimeAgo at={last_used_at} />
              </>
            ) : (
              "never used"
            )}
          </span>
          {soon && expires_at ? (
            <span className="font-medium text-brass-deep">
              expires <TimeAgo at={expires_at} />
            </span>
          ) : null}
        </div>
      </div>
    </div>
  );
}
