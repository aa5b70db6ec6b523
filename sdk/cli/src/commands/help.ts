import type { Cli } from "../command.ts";
import { misused } from "../failure.ts";
import { quoted } from "../terminal/clean.ts";

export function addHelp(cli: Cli): void {
  cli
    .group("help", "list all commands, or explain one")
    .argument("[COMMAND...]", "such as keys create")
    .does(async (_, [words]: [string[]]) => {
      let found = cli;
      for (const word of words) {
        const next = (found.commands as Cli[]).find((command) => command.name() === word);
        if (!next) throw misused(`Unknown command: ${quoted(words.join(" "))}.`, "List all: latchkey help");
        found = next;
      }
      process.stdout.write(found.helpInformation());
      return undefined;
    });
}
