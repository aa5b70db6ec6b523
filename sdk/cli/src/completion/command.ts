import { Argument, type Command } from "commander";
import type { Cli } from "../command.ts";
import { clean } from "../terminal/clean.ts";
import { candidates } from "./candidates.ts";
import { SCRIPTS } from "./scripts.ts";

export function addCompletion(cli: Cli): void {
  const shells = new Argument("SHELL", "which shell").choices(Object.keys(SCRIPTS));
  const completion = cli.group("completion", "print a script that completes commands: bash, zsh or fish");
  completion.addArgument(shells);
  completion.does(async (_, [shell]: [string]) => {
    process.stdout.write(SCRIPTS[shell]!);
    return undefined;
  });
  addComplete(cli);
}

/** `latchkey complete -- WORDS`, which the scripts call: a candidate a line, then a tab and what it means. */
function addComplete(cli: Cli): void {
  const complete = cli.createCommand("complete").argument("[WORDS...]") as Cli;
  complete.does(async (_, [words]: [string[]]) => {
    const found = candidates(cli, words);
    process.stdout.write(
      found.map(({ word, description }) => `${clean(word)}\t${clean(description)}\n`).join(""),
    );
    return undefined;
  });
  (cli.addCommand as (command: Command, options: object) => Command).call(cli, complete, { hidden: true });
}
