import { Command, type HelpContext, InvalidArgumentError, type Option } from "commander";
import { openDatabase } from "./database.ts";
import { print, type Result } from "./output.ts";
import { SECRET } from "./values.ts";

/** A command line that no command understands. */
export class UsageError extends Error {
  /** What to run to find out more. */
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}

/** A command whose mistakes say in one sentence what is wrong with which value. */
export class Cli extends Command {
  override createCommand(name?: string): Cli {
    return new Cli(name);
  }

  /** Its words, such as `plan change`. */
  get words(): string {
    const parent = this.parent as Cli | null;
    return [parent?.words, parent && this.name()].filter(Boolean).join(" ");
  }

  /** What the command does, with its arguments and options. By default, once the database is open. */
  does<Args extends unknown[], Options extends object>(
    run: (args: Args, options: Options) => Promise<Result>,
    { database = true } = {},
  ): this {
    return this.action(async (...all: unknown[]) => {
      const options = this.optsWithGlobals<Options & { json?: boolean }>();
      if (database) await openDatabase();
      print(await run(all.slice(0, this.registeredArguments.length) as Args, options), options.json === true);
    });
  }

  /** Ends with exit code 2. */
  refuse(message: string): never {
    const words = this.words;
    throw new UsageError(message, `Run npm run cli -- help${words ? ` ${words}` : ""}`);
  }

  override help(context?: HelpContext | ((text: string) => string)): never {
    if (typeof context !== "object" || !context.error) return super.help();
    if (!this.parent) throw new UsageError(this.helpInformation().trimEnd(), "");
    return this.refuse(`${this.words} needs a command: ${this.commands.map((c) => c.name()).join(", ")}.`);
  }

  // Commander calls these, but its types don't declare them.
  missingArgument(name: string): never {
    return this.refuse(`${name} is missing.`);
  }

  optionMissingArgument(option: Option): never {
    return this.refuse(`${option.long} needs a value: ${flagsOf(option)}.`);
  }

  missingMandatoryOptionValue(option: Option): never {
    return this.refuse(`${option.long} is missing: ${flagsOf(option)}.`);
  }

  unknownOption(flag: string): never {
    return this.refuse(`Unknown option: ${shown(flag.split("=")[0]!)}.`);
  }

  unknownCommand(): never {
    return this.refuse(`Unknown command: ${shown([this.words, this.args[0]].filter(Boolean).join(" "))}.`);
  }

  _excessArguments(received: string[]): void {
    const extra = received.slice(this.registeredArguments.length);
    if (extra.length > 0)
      this.refuse(`Unexpected ${extra.length === 1 ? "word" : "words"}: ${shown(extra.join(" "))}.`);
  }

  override error(message: string): never {
    return this.refuse(message);
  }

  _callParseArg(
    target: { parseArg?: (value: string, previous: unknown) => unknown; long?: string; name?: () => string },
    value: string,
    previous: unknown,
  ): unknown {
    try {
      return target.parseArg!(value, previous);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      return this.refuseValue(("long" in target ? target.long : target.name!())!, value, error.message);
    }
  }

  /** Ends with exit code 2, because this value of an option or argument is wrong. The message goes on from the value. */
  refuseValue(name: string, value: string, message: string): never {
    return this.refuse(`${name}: ${shown(value) || '""'} ${message}`);
  }
}

/** An option as help shows it, such as `--rpm N|none`. */
export const flagsOf = ({ flags }: Option) => flags.replace(/[<>]/g, "");

// A word can contain anything. It must not be able to control a terminal, and secrets aren't repeated.
const shown = (text: string) => text.slice(0, 200).replace(CONTROL, "?").replace(SECRET, "…");

// biome-ignore lint/suspicious/noControlCharactersInRegex: it finds them
const CONTROL = /[\x00-\x1f\x7f-\x9f]/g;
