import type { Argument, Option } from "commander";
import type { Cli } from "../command.ts";
import { isProfileName } from "../config/paths.ts";
import { readProfiles } from "../config/profiles.ts";
import { isHidden } from "../help.ts";

/** A word that can stand where the cursor is. */
export interface Candidate {
  word: string;
  description: string;
}

/** What can stand where the cursor is: `words` are those after `latchkey`, the last one is being typed. */
export function candidates(program: Cli, words: string[]): Candidate[] {
  const typed = words.at(-1) ?? "";
  const { command, option, position } = locate(program, words.slice(0, -1));
  const all = option ? values(option) : [...next(command, position), ...options(program, command, typed)];
  return all.filter(({ word }) => word.startsWith(typed));
}

interface Place {
  command: Cli;
  /** The option whose value is being typed. */
  option: Option | undefined;
  /** How many arguments of the command stand before. */
  position: number;
}

/** Follows the words to the command that they lead to. */
function locate(program: Cli, words: string[]): Place {
  const place: Place = { command: program, option: undefined, position: 0 };
  for (const word of words) {
    if (place.option) place.option = undefined;
    else if (word.startsWith("-")) place.option = takesValue(program, place.command, word);
    else {
      const below = (place.command.commands as Cli[]).find((each) => each.name() === word);
      if (below) Object.assign(place, { command: below, position: 0 });
      else place.position += 1;
    }
  }
  return place;
}

const optionsOf = (program: Cli, command: Cli): Option[] =>
  [...new Set([...command.options, ...parents(command), ...program.options])].filter(({ hidden }) => !hidden);

const parents = (command: Cli): readonly Option[] => command.parent?.options ?? [];

function takesValue(program: Cli, command: Cli, word: string): Option | undefined {
  const option = optionsOf(program, command).find(({ long, short }) => long === word || short === word);
  return option && (option.required || option.optional) ? option : undefined;
}

function next(command: Cli, position: number): Candidate[] {
  const commands = (command.commands as Cli[])
    .filter((each) => !isHidden(each) && position === 0)
    .map((each) => ({ word: each.name(), description: each.summary() || each.description() }));
  const argument = command.registeredArguments[position];
  return [...commands, ...(argument ? values(argument) : [])];
}

function values(of: Option | Argument): Candidate[] {
  if (of.argChoices) return of.argChoices.map((word) => ({ word, description: "" }));
  return "long" in of && of.long === "--profile" ? profiles() : [];
}

function profiles(): Candidate[] {
  try {
    // A shell may insert a word as it is, so that another name could be a command.
    return Object.entries(readProfiles())
      .filter(([word]) => isProfileName(word))
      .map(([word, { base_url = "" }]) => ({ word, description: String(base_url) }));
  } catch {
    return [];
  }
}

/** Options are offered once a hyphen is typed. */
function options(program: Cli, command: Cli, typed: string): Candidate[] {
  if (!typed.startsWith("-")) return [];
  const help = { word: "--help", description: "show this help" };
  return [
    ...optionsOf(program, command).map(({ long, description }) => ({ word: long!, description })),
    help,
  ];
}
