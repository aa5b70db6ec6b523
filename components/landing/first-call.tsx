import { KeyRack } from "#components/brand/key-rack.tsx";
import { firstRequest } from "#components/key-dialogs/snippets.ts";
import type { ExampleApi } from "#components/keys/key-rules.ts";
import { CommandLine } from "#components/ui/command-lines.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** An example request with a new key and the headers of its response. */
type FirstCallProps = { api: ExampleApi; perMinute: number | null };

export function FirstCall({ api, perMinute }: FirstCallProps) {
  return (
    <div className="relative overflow-hidden rounded-2xl bg-desk shadow-float">
      <KeyRack columns={6} rows={1} />
      <div className="relative p-5 text-on-desk sm:p-7">
        <div className="flex items-start justify-between gap-3">
          <pre className="min-w-0 flex-1 whitespace-pre-wrap font-mono text-compact leading-6 sm:text-sm sm:leading-7">
            <code>
              <CommandLine>
                <span className="text-brass">curl</span> -H{" "}
                <span className="text-brass">"X-API-Key: $API_KEY"</span> \
              </CommandLine>
              <CommandLine indented>
                {api.url}
                {api.path}
              </CommandLine>
            </code>
          </pre>
          <CopyButton
            text={firstRequest("$API_KEY", api)}
            iconOnly
            label="Copy command"
            tone="desk"
            className="-mt-1 -mr-1"
          />
        </div>
        <dl className="mt-5 grid gap-1 border-desk-line border-t pt-5 font-mono text-[0.75rem] leading-6 sm:text-compact">
          <ResponseHeader name="HTTP" value="200 OK" />
          {perMinute ? (
            <>
              <ResponseHeader name="RateLimit-Policy" value={`"plan";q=${perMinute};w=60`} />
              <ResponseHeader name="RateLimit" value={`"plan";r=${perMinute - 1};t=60`} />
            </>
          ) : null}
          <ResponseHeader name="request-id" value="req_…" />
        </dl>
      </div>
    </div>
  );
}

function ResponseHeader({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex flex-wrap gap-x-3">
      <dt className="text-on-desk-muted">{name}</dt>
      <dd className="tabular-nums">{value}</dd>
    </div>
  );
}
