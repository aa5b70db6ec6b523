"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.ts";
import { writeClipboard } from "#components/ui/write-clipboard.ts";

const shownForMs = 2_000;

type CopyButtonProps = {
  text: string;
  label?: string;
  /** Without the label, as large as a button or small. */
  iconOnly?: boolean | "small";
  tone?: "plain" | "quiet" | "desk" | "brass";
  className?: string;
  onCopied?: () => void;
};

export function CopyButton({
  text,
  label = "Copy",
  iconOnly,
  tone = "plain",
  className,
  onCopied,
}: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownForMs);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    if (!(await writeClipboard(text))) {
      toast.error("Couldn't copy. Select the text and copy it.");
      return;
    }
    setCopied(true);
    onCopied?.();
  }

  return (
    <>
      <Button
        tone={tone}
        size={iconOnly ? (iconOnly === "small" ? "smallIcon" : "icon") : "medium"}
        className={className}
        onClick={copy}
        aria-label={iconOnly ? label : undefined}
        title={iconOnly ? label : undefined}
      >
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        {iconOnly ? null : <SteadyLabel before={label} after="Copied" done={copied} />}
      </Button>
      <span role="status" className="sr-only">
        {copied ? "Copied to clipboard" : ""}
      </span>
    </>
  );
}

/** Both texts share one place, so that the button keeps its size. */
function SteadyLabel({ before, after, done }: { before: string; after: string; done: boolean }) {
  return (
    <span className="grid [&>span]:col-start-1 [&>span]:row-start-1">
      <span className={done ? "invisible" : undefined}>{before}</span>
      <span className={done ? undefined : "invisible"}>{after}</span>
    </span>
  );
}
