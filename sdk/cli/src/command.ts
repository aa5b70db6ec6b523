import { Command, InvalidArgumentError } from "commander";
import { type Context, commandContext } from "./context.ts";
import type { GlobalOptions } from "./settings.ts";
import { print, type Result } from "./terminal/output.ts";

type Named = Readonly<Record<string, unknown>>;

/** A command of this program. */
export class Cli extends Command {
  /** Whether it can be run, and isn't only a group. */
  hasAction = false;

  override createCommand(name?: string): Cli {
    return new Cli(name).helpOption("-h, --help", "show this help").allowExcessArguments(false);
  }

  /** Its words, such as `keys create`. */
  get words(): string {
    const parent = this.parent as Cli | null;
    return [parent?.words, parent && this.name()].filter(Boolean).join(" ");
  }

  /** What the command does. Its result is printed; what it throws ends the program. */
  does<Args extends unknown[], Options extends object = Named>(
    run: (context: Context, args: Args, options: Options) => Promise<Result | undefined>,
  ): this {
    this.hasAction = true;
    return this.action(async (...all: unknown[]) => {
      const options = this.optsWithGlobals<Options & GlobalOptions>();
      const args = all.slice(0, this.registeredArguments.length) as Args;
      const context = commandContext(options);
      try {
        const result = await run(context, args, options);
        if (result) print(result, options);
      } catch (error) {
        throw context.failure(error);
      }
    });
  }

  /** Adds a command to this group. */
  group(name: string, description: string): Cli {
    return (this.command(name) as Cli).description(description);
  }
}

/** Collects the values of an option that can be given several times, or with commas. */
export const listOf = (text: string, earlier: string[] = []): string[] => [
  ...earlier,
  ...text
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean),
];

/** A whole number. */
export const number =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d{1,10}$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(
        `It must be a whole number from ${least} to ${most.toLocaleString("en")}.`,
      );
    return value;
  };
