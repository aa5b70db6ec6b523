import { classNames } from "#components/ui/class-names.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";

type CopyTextProps = { text: string; label: string; className?: string };

/** An ID or hint that is shown in full and can be copied. `label` says what is copied, such as "Copy key ID". */
export function CopyText({ text, label, className }: CopyTextProps) {
  return (
    <span className={classNames("inline-flex min-w-0 max-w-full items-center gap-1", className)}>
      <code className="min-w-0 wrap-anywhere text-compact">{text}</code>
      {/* Not higher than the text, so that it is on one line with what is beside it. */}
      <CopyButton text={text} label={label} iconOnly="small" tone="quiet" className="-my-1.5" />
    </span>
  );
}
