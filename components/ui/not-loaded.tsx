import { useEffect, useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { Loading } from "#components/ui/loadable.ts";
import { Spinner } from "#components/ui/spinner.tsx";

const patienceMs = 1000;

type NotLoadedProps = { loading: Loading<unknown>; onRetry: () => void };

/** Without `onClose`, it stays until the code is there. */
type DialogNotLoadedProps = NotLoadedProps & { onClose: (() => void) | undefined };

/** In place of a dialog or a menu whose code isn't there. The browser's own dialog, because it needs no code. */
export function DialogNotLoaded({ loading, onRetry, onClose }: DialogNotLoadedProps) {
  const id = useId();
  const late = useLate();
  if (!late && loading.status === "waiting") return null;
  return (
    <dialog
      ref={showModal}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      className="m-auto w-[26rem] max-w-[calc(100vw-2rem)] rounded-2xl border bg-surface p-6 text-foreground shadow-float backdrop:bg-[oklch(0.13_0.02_170/0.55)]"
    >
      <Words id={id} loading={loading} />
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        {onClose ? (
          <Button tone="plain" onClick={onClose}>
            Close
          </Button>
        ) : null}
        <Remedy loading={loading} onRetry={onRetry} />
      </div>
    </dialog>
  );
}

/** In place of a part of the page whose code isn't there. At once, because an empty chart would look like no requests. */
export function PartNotLoaded({ loading, onRetry }: NotLoadedProps) {
  return (
    <div
      role={loading.status === "failed" ? "alert" : "status"}
      className="grid h-full place-content-center justify-items-center gap-5 px-6 text-center"
    >
      <div>
        <Words loading={loading} />
      </div>
      <Remedy loading={loading} onRetry={onRetry} />
    </div>
  );
}

function Words({ id, loading }: { id?: string; loading: Loading<unknown> }) {
  if (loading.status !== "failed")
    return (
      <p id={id} className="flex items-center gap-3 text-muted text-sm">
        <Spinner /> Loading…
      </p>
    );
  return (
    <>
      <p id={id} className="font-medium">
        {loading.outdated ? "This site was updated" : "This didn't load"}
      </p>
      <p className="mt-1.5 text-pretty text-muted text-sm">
        {loading.outdated
          ? "This page is from before the update. Reload it to continue."
          : "Check your connection and try again."}
      </p>
    </>
  );
}

function Remedy({ loading, onRetry }: NotLoadedProps) {
  if (loading.status !== "failed") return null;
  if (loading.outdated) return <Button onClick={() => window.location.reload()}>Reload page</Button>;
  return <Button onClick={onRetry}>Try again</Button>;
}

/** True when something has taken so long that it should be explained. */
function useLate(): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return late;
}

function showModal(dialog: HTMLDialogElement | null) {
  dialog?.showModal();
  // Only a dialog that is closed gives the focus back.
  return () => dialog?.close();
}
