export type CheckState = "ok" | "attention" | "problem";

/** Whether one part of the installation is as it should be. */
export interface Check {
  check: string;
  /** "attention": it works, or Latchkey can't see whether it does, but somebody should look at it. */
  state: CheckState;
  found: string;
  /** What to do; null if nothing is to be done. */
  fix: string | null;
}

export const fine = (check: string, found: string): Check => ({ check, state: "ok", found, fix: null });
export const attention = (check: string, found: string, fix: string): Check => ({
  check,
  state: "attention",
  found,
  fix,
});
export const wrong = (check: string, found: string, fix: string): Check => ({
  check,
  state: "problem",
  found,
  fix,
});
