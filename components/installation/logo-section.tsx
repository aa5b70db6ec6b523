"use client";

import { type ChangeEvent, useRef } from "react";
import { ApiProblem, callApi } from "#components/api-client.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { toBase64 } from "#components/installation/to-base64.ts";
import { useTakeSettings } from "#components/installation/use-settings.ts";
import { Button } from "#components/ui/button.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { toast } from "#components/ui/toast.ts";
import type { Settings } from "#lib/settings/schema.ts";

/** The API's limit, so that a photo isn't uploaded only to be refused. */
const mostBytes = 48_000;

const again = () => true;

export function LogoSection({ logoUrl }: { logoUrl: string | null }) {
  const take = useTakeSettings();
  const upload = useSubmission({
    again,
    mutationFn: async (file: File) => {
      if (file.size > mostBytes)
        throw new Error(`The file has ${file.size.toLocaleString("en")} bytes. The limit is 48,000.`);
      const image = toBase64(new Uint8Array(await file.arrayBuffer()));
      return (await callApi<{ data: Settings }>("PUT", "/operator/settings/logo", { body: { image } })).data;
    },
    onSuccess(settings) {
      take(settings);
      toast.success("Logo uploaded");
    },
  });
  const remove = useSubmission({
    again,
    mutationFn: async () => {
      await callApi<void>("DELETE", "/operator/settings/logo");
      return (await callApi<{ data: Settings }>("GET", "/operator/settings")).data;
    },
    onSuccess(settings) {
      take(settings);
      toast.success("Logo removed");
    },
  });
  const error = upload.error ?? remove.error;
  return (
    <SettingsSection
      title="Logo"
      description="A PNG, WebP or SVG file of at most 48,000 bytes. Best is a square symbol that can be seen on light and dark, because your name is written next to it."
    >
      <FormSummary>{error ? messageOf(error) : null}</FormSummary>
      <div className="flex flex-wrap items-center gap-4">
        <CurrentLogo url={logoUrl && new URL(logoUrl).pathname} />
        <FileButton
          pending={upload.isPending}
          onChoose={(file) => {
            remove.reset();
            upload.mutate(file);
          }}
        />
        {logoUrl ? (
          <Button
            tone="quiet"
            pending={remove.isPending}
            onClick={() => {
              upload.reset();
              remove.mutate();
            }}
          >
            {remove.isPending ? <Spinner /> : null} Remove logo
          </Button>
        ) : null}
      </div>
    </SettingsSection>
  );
}

const messageOf = (error: Error) =>
  error instanceof ApiProblem ? (error.errors[0]?.detail ?? error.detail) : error.message;

/** On both themes' backgrounds, because it has to be seen on both. */
function CurrentLogo({ url }: { url: string | null }) {
  if (!url) return <p className="text-muted text-sm">No logo yet.</p>;
  return (
    <div className="flex gap-2">
      {["light", "dark"].map((theme) => (
        <span key={theme} data-theme={theme} className="rounded-lg border bg-background p-2.5">
          {/* biome-ignore lint/performance/noImgElement: an uploaded image of any format, as it is */}
          <img src={url} alt={`Logo on ${theme}`} className="size-8 object-contain" />
        </span>
      ))}
    </div>
  );
}

type FileButtonProps = { pending: boolean; onChoose: (file: File) => void };

/** A button that opens the browser's own dialog for files. */
function FileButton({ pending, onChoose }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const hydrated = useHydrated();
  function choose({ target }: ChangeEvent<HTMLInputElement>) {
    const file = target.files?.[0];
    // So that the same file can be chosen again.
    target.value = "";
    if (file) onChoose(file);
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".png,.webp,.svg"
        aria-label="Logo file"
        tabIndex={-1}
        className="sr-only"
        onChange={choose}
      />
      <Button tone="plain" disabled={!hydrated} pending={pending} onClick={() => input.current?.click()}>
        {pending ? <Spinner /> : null} Upload logo
      </Button>
    </>
  );
}
