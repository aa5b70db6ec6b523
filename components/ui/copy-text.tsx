import { classNames } from "#components/ui/class-names.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";

type CopyTextProps = { text: string; label: string; className?: string };

/** An ID or hint that is shown in full and can be copied. `label` says what is copied, such as "Copy key ID". */
export function CopyText({ text, label, className }: CopyTextProps) {
  return (
    <span className={classNames("inline-flex min-w-0 max-w-full items-center gap-1", className)}>
      <code className="min-w-0 break-all text-compact">{text}</code>
      <CopyButton text={text} label={label} iconOnly tone="quiet" className="size-7" />
    </span>
  );
}
