import type { Command, Option } from "commander";
import { asTyped } from "#lib/as-typed.ts";
import { type Cli, flagsOf } from "./command.ts";

const COLUMN = 32;

/** The text of `help`, at most 80 columns wide. */
export function formatHelp(command: Command): string {
  const { words } = command as Cli;
  const head = `npm run cli -- ${usageOf(command as Cli)}`;
  const blocks = [head, wrap(command.description(), 80)];
  const listed = leavesOf(command as Cli).filter((leaf) => leaf !== command);
  if (listed.length > 0) blocks.push(groups(listed));
  const options = command.options.map(optionLine);
  if (words === "") options.push(line("-h, --help", "show this help"));
  if (options.length > 0) blocks.push(options.join("\n"));
  if (words === "") blocks.push(END);
  return asTyped(`${blocks.filter(Boolean).join("\n\n")}\n`);
}

const END = "Exit codes: 0 done, 1 refused, 2 wrong usage. help COMMAND explains a command.";

function groups(leaves: Cli[]): string {
  return leaves.map((leaf) => line(usageOf(leaf, false), leaf.summary() || leaf.description())).join("\n");
}

function leavesOf(command: Cli): Cli[] {
  const own = command.registeredArguments.length > 0 || command.commands.length === 0 ? [command] : [];
  return [...own, ...(command.commands as Cli[]).flatMap(leavesOf)];
}

function usageOf(command: Cli, options = true): string {
  const group = command.commands.length > 0 && command.registeredArguments.length === 0;
  if (group) return [command.words, "COMMAND"].filter(Boolean).join(" ");
  const args = command.registeredArguments.map((argument) => {
    const name = argument.name() + (argument.variadic ? "..." : "");
    return argument.required ? name : `[${name}]`;
  });
  const mandatory = command.options.filter(({ mandatory }) => mandatory).map(flagsOf);
  const others = options && command.options.some(({ mandatory }) => !mandatory) ? ["[OPTIONS]"] : [];
  return [command.words, ...args, ...mandatory, ...others].join(" ");
}

const optionLine = (option: Option) => line(flagsOf(option), option.description);

function line(left: string, right: string): string {
  const indent = " ".repeat(COLUMN + 2);
  const text = wrap(right, 80 - indent.length).replaceAll("\n", `\n${indent}`);
  return left.length < COLUMN ? `  ${left.padEnd(COLUMN)}${text}` : `  ${left}\n${indent}${text}`;
}

function wrap(text: string, width: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1)!;
    if (last && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.join("\n");
}

/** `help COMMAND`. */
export function addHelp(cli: Cli): void {
  cli
    .command("help")
    .description("list all commands, or explain one")
    .argument("[COMMAND...]", "such as plan change")
    .action((words: string[]) => {
      let found = cli;
      for (const word of words) {
        const next = (found.commands as Cli[]).find((command) => command.name() === word);
        if (!next) cli.refuse(`Unknown command: ${words.join(" ")}.`);
        found = next;
      }
      process.stdout.write(found.helpInformation());
    });
}
