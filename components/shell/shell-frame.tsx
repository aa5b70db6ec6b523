import type { ReactNode } from "react";
import { ConnectionBanner } from "#components/shell/connection-banner.tsx";
import { FocusKeeper } from "#components/ui/focus-keeper.tsx";

type ShellFrameProps = {
  /** On the left of the header. */
  place: ReactNode;
  /** On the right of the header. */
  tools: ReactNode;
  nav: ReactNode;
  /** Below the header, on every page. */
  banner?: ReactNode;
  /** What can cover the page. */
  dialogs: ReactNode;
  children: ReactNode;
};

/** The header, the navigation and the room for a page, as the dashboard and the operator's desk have them. */
export function ShellFrame({ place, tools, nav, banner, dialogs, children }: ShellFrameProps) {
  return (
    <div className="flex min-h-dvh flex-col overflow-x-clip">
      <header className="border-b bg-surface">
        <div className="mx-auto flex h-16 w-full max-w-6xl items-center justify-between gap-2 px-4 sm:gap-4 sm:px-8">
          <div className="flex min-w-0 items-center gap-1 sm:gap-3">{place}</div>
          <div className="flex shrink-0 items-center gap-1 sm:gap-2">{tools}</div>
        </div>
        {nav}
      </header>
      <ConnectionBanner />
      {banner}
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl flex-1 px-4 py-8 outline-none sm:px-8 sm:py-12"
      >
        {children}
      </main>
      <FocusKeeper />
      {dialogs}
    </div>
  );
}

/** Between the sign and what is beside it. */
export const HeaderLine = () => (
  <span aria-hidden="true" className="hidden h-6 w-px shrink-0 bg-line sm:block" />
);
