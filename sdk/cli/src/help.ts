import type { Command, Option } from "commander";
import type { Cli } from "./command.ts";
import { wrap } from "./terminal/width.ts";

const WIDTH = 80;
const COLUMN = 28;

/** The text of `help` and `--help`, at most 80 columns wide. */
export function formatHelp(command: Command): string {
  const cli = command as Cli;
  const isTop = cli.words === "";
  const lines = [
    usageOf(cli),
    "",
    ...wrap(cli.description(), WIDTH),
    "",
    ...cli.registeredArguments.flatMap((argument) => entry(argument.name(), argument.description)),
    ...leavesBelow(cli).flatMap((leaf) => entry(usageOf(leaf, ""), leaf.summary() || leaf.description())),
    "",
    ...cli.options.filter(({ hidden }) => !hidden).flatMap(optionEntry),
    ...(isTop ? [] : entry("-h, --help", "show this help; latchkey help lists what all commands have")),
    ...(isTop ? ["", ...END] : []),
  ];
  return `${lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trimEnd()}\n`;
}

const END = [
  "Environment: LATCHKEY_API_KEY, LATCHKEY_BASE_URL, LATCHKEY_WORKSPACE_ID and",
  "LATCHKEY_PROFILE. A flag comes before the environment, which comes before the",
  "profile.",
  "",
  "Exit codes: 0 done, 1 refused, 2 wrong usage, 3 the server can't be reached,",
  "4 not logged in.",
];

const optionEntry = (option: Option) => {
  const choices = option.argChoices && !option.description.includes(option.argChoices[0]!);
  const text = [option.description, choices && `(${option.argChoices?.join(", ")})`]
    .filter(Boolean)
    .join(" ");
  const usual = option.defaultValue === undefined ? "" : `; by default ${option.defaultValue}`;
  return entry(option.flags.replace(/[<>]/g, ""), text + usual);
};

/** The commands that can be run, in this group or below. */
function leavesBelow(command: Cli): Cli[] {
  return (command.commands as Cli[])
    .filter((each) => !isHidden(each))
    .flatMap((each) => (each.hasAction ? [each, ...leavesBelow(each)] : leavesBelow(each)));
}

export const isHidden = (command: Command) => (command as Command & { _hidden?: boolean })._hidden === true;

function usageOf(command: Cli, program = "latchkey "): string {
  if (!command.hasAction) return `${program}${[command.words, "COMMAND"].filter(Boolean).join(" ")}`;
  const args = command.registeredArguments.map((argument) =>
    argument.required ? argument.name() : `[${argument.name().replace(/[[\]]/g, "")}]`,
  );
  const options = program && command.options.length > 0 ? ["[OPTIONS]"] : [];
  return `${program}${[command.words, ...args, ...options].join(" ")}`;
}

function entry(left: string, right: string): string[] {
  const indent = " ".repeat(COLUMN + 2);
  const [first = "", ...more] = wrap(right, WIDTH - indent.length);
  const below = more.map((line) => indent + line);
  if (left.length < COLUMN) return [`  ${left.padEnd(COLUMN)}${first}`, ...below];
  return [`  ${left}`, indent + first, ...below];
}
