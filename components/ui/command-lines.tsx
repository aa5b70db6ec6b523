import type { ReactNode } from "react";
import { HighlightedParts } from "#components/code/highlighted-code.tsx";
import { classNames } from "#components/ui/class-names.ts";

type CommandLineProps = { indented?: boolean; children: ReactNode };

/** A line of a command. If it is too long, it breaks anywhere: spaces in front of a URL would leave an empty line. */
export const CommandLine = ({ indented = false, children }: CommandLineProps) => (
  <span className={classNames("wrap-anywhere block", indented && "pl-4")}>{children}</span>
);

/** A command of several lines, for a `pre` on a dark panel. */
export function CommandLines({ command }: { command: string }) {
  return command.split("\n").map((line) => (
    <CommandLine key={line} indented={line.startsWith(" ")}>
      <HighlightedParts code={line.trim()} language="sh" on="desk" />
    </CommandLine>
  ));
}
