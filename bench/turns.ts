import type { ChildProcess } from "node:child_process";
import { median, say } from "./report.ts";
import { ROUNDS } from "./settings.ts";
import { hold, letAllGo, letGo } from "./standstill.ts";
import type { Measured } from "./wrk.ts";

/** One of those that are compared. */
export interface Contestant {
  process: ChildProcess;
  measure(): Promise<Measured>;
}

/** What each contestant, by its name, did in one round. */
export type Round<Name extends string = string> = Record<Name, Measured>;

/**
 * A B C, A B C: each contestant's turn in each round. Meanwhile the others' processes stand still, so that what one
 * puts off (our roll-ups, for instance) is done in its own time and not in another's.
 */
export async function takeTurns<Name extends string>(
  title: string,
  contestants: Record<Name, Contestant>,
): Promise<Round<Name>[]> {
  const entries = Object.entries(contestants) as [Name, Contestant][];
  const processes = new Set(entries.map(([, { process }]) => process));
  for (const process of processes) hold(process);
  const rounds: Round<Name>[] = [];
  try {
    for (let number = 0; number <= ROUNDS; number++) {
      say(number === 0 ? `${title}: warming up …` : `${title}: round ${number} of ${ROUNDS} …`);
      const round = {} as Round<Name>;
      for (const [name, { process, measure }] of entries) {
        letGo(process);
        round[name] = await measure();
        hold(process);
      }
      if (number > 0) rounds.push(round); // the first one warms up, and does not count
    }
  } finally {
    letAllGo();
  }
  return rounds;
}

/** The median over the rounds of what is read off each. */
export const over = <Name extends string>(rounds: Round<Name>[], read: (round: Round<Name>) => number) =>
  median(rounds.map(read));

/** What was not answered with a success, if anything: a fast refusal is no figure. */
export function failures<Name extends string>(rounds: Round<Name>[], ...names: Name[]): string {
  const failed = rounds.flatMap((round) => names.map((name) => round[name].failed));
  const sum = failed.reduce((total, count) => total + count, 0);
  return sum === 0 ? "" : `; **${sum} failed**`;
}
