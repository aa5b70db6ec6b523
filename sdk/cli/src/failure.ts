/** How the program ends. */
export const EXIT = { ok: 0, refused: 1, usage: 2, network: 3, notLoggedIn: 4, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Something that ends a command. `message` says what is wrong; `more` are further lines, such as what to do. */
export class Failure extends Error {
  readonly exitCode: ExitCode;
  readonly more: readonly string[];

  constructor(exitCode: ExitCode, message: string, ...more: string[]) {
    super(message);
    this.exitCode = exitCode;
    this.more = more;
  }
}

/** A command that a rule, or the state of things, doesn't allow: exit code 1. */
export const refused = (message: string, ...more: string[]) => new Failure(EXIT.refused, message, ...more);

/** A command line that is wrong: exit code 2. */
export const misused = (message: string, ...more: string[]) => new Failure(EXIT.usage, message, ...more);

/** A server that can't be reached, or doesn't answer as Latchkey does: exit code 3. */
export const unreachable = (message: string, ...more: string[]) =>
  new Failure(EXIT.network, message, ...more);

/** No credential, or one that has ended: exit code 4. */
export const notLoggedIn = (message: string, ...more: string[]) =>
  new Failure(EXIT.notLoggedIn, message, ...more);
