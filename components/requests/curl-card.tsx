import { HighlightedCode } from "#components/code/highlighted-code.tsx";
import { curlOf } from "#components/requests/curl.ts";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { LoggedRequest } from "#lib/usage/schema.ts";

type CurlCardProps = { request: LoggedRequest; appUrl: string; apiOrigin: string | null };

export function CurlCard({ request, appUrl, apiOrigin }: CurlCardProps) {
  const command = curlOf(request, appUrl, apiOrigin);
  return (
    <Card aria-labelledby="curl" className="p-5 sm:p-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="curl" className="font-medium">
          Send it again
        </h2>
        <CopyButton text={command} label="Copy as curl" />
      </div>
      <pre className="mt-4 wrap-anywhere whitespace-pre-wrap rounded-xl border border-desk-line bg-desk p-4 font-mono text-compact text-on-desk leading-6">
        <HighlightedCode code={command} language="sh" on="desk" />
      </pre>
      <p className="mt-3 text-pretty text-muted text-sm">
        {request.key ? "The key is masked: replace it with the secret. " : null}
        {request.via === "gate" && !apiOrigin ? "API_URL is the address of your API. " : null}
        Query strings and bodies aren't logged, so add them yourself.
      </p>
    </Card>
  );
}
