import { type ReactNode, useId } from "react";
import { Card } from "#components/ui/card.tsx";

type SettingsSectionProps = {
  title: string;
  description: ReactNode;
  /** What is below a line, such as a form's button. */
  footer?: ReactNode;
  tone?: "danger";
  children?: ReactNode;
};

/** A group of settings with its title, what it does, and its button. */
export function SettingsSection({ title, description, footer, tone, children }: SettingsSectionProps) {
  const id = useId();
  return (
    <Card aria-labelledby={id} className={tone === "danger" ? "border-danger/40" : undefined}>
      <div className="p-5 sm:p-6">
        <h2 id={id} className="font-medium">
          {title}
        </h2>
        <p className="mt-1 max-w-[65ch] text-pretty text-muted text-sm">{description}</p>
        {children ? <div className="mt-5 grid gap-5">{children}</div> : null}
      </div>
      {footer ? (
        <div className="flex flex-wrap items-center justify-end gap-3 border-t px-5 py-3.5 sm:px-6">
          {footer}
        </div>
      ) : null}
    </Card>
  );
}
