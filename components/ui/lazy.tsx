"use client";

import type { ComponentType } from "react";
import { Loadable, useLoadable } from "#components/ui/loadable.ts";
import { DialogNotLoaded, PartNotLoaded } from "#components/ui/not-loaded.tsx";

type DialogProps = {
  /** Without it, the dialog is open while it is rendered. */
  open?: boolean;
  onClose?: () => void;
  onOpenChange?: (open: boolean) => void;
};

/**
 * A dialog, or anything else that opens, whose code isn't part of a page's first load. Says so if it can't be loaded.
 * Closing that message calls the dialog's `onClose` or `onOpenChange`.
 */
export function lazyDialog<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const loadable = new Loadable(load);
  return (props: Props) => <LazyDialog loadable={loadable} dialog={props} />;
}

/**
 * A part of the page whose code isn't part of its first load, such as a chart. Its container has its size. The code is loaded
 * before that of dialogs, while the page asks for the data.
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const loadable = new Loadable(load, true);
  return (props: Props) => <LazyPart loadable={loadable} part={props} />;
}

type Of<Props> = { loadable: Loadable<ComponentType<Props>> };

function LazyDialog<Props extends object>({ loadable, dialog }: Of<Props> & { dialog: Props }) {
  const { open, onClose, onOpenChange }: DialogProps = dialog;
  const wanted = open !== false;
  const loading = useLoadable(loadable, wanted);
  if (loading.status === "loaded") return <loading.value {...dialog} />;
  if (!wanted) return null;
  return (
    <DialogNotLoaded
      loading={loading}
      onRetry={() => loadable.load()}
      onClose={onClose ?? (onOpenChange && (() => onOpenChange(false)))}
    />
  );
}

function LazyPart<Props extends object>({ loadable, part }: Of<Props> & { part: Props }) {
  const loading = useLoadable(loadable, true);
  if (loading.status === "loaded") return <loading.value {...part} />;
  return <PartNotLoaded loading={loading} onRetry={() => loadable.load()} />;
}
