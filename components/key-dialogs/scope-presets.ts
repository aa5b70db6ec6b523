import type { Scope } from "#lib/scopes/schema.ts";

export type ScopePreset = "none" | "read" | "write" | "custom";

export interface ScopeChoices {
  /** The scopes that each preset gives. */
  given: Record<Exclude<ScopePreset, "custom">, string[]>;
  presets: ScopePreset[];
  /** The scopes that can be chosen one by one. */
  offered: Scope[];
  /** Of these, those that the key has and that can't be given again. */
  lastChance: string[];
  /** The others. */
  refused: string[];
}

/**
 * The choices for a key that has the `current` scopes. Presets are only about the operator's API: scopes that manage keys are
 * only given one by one.
 */
export function scopeChoices(
  scopes: Scope[],
  grantable: readonly string[],
  current: readonly string[] = [],
): ScopeChoices {
  const possible = scopes.filter(({ name }) => grantable.includes(name));
  const own = possible.filter(({ built_in }) => !built_in).map(({ name }) => name);
  const read = own.filter((name) => name.endsWith(":read"));
  const write = own.filter((name) => name.endsWith(":write"));
  const lastChance = current.filter((name) => !grantable.includes(name));
  const offered = [
    ...scopes.filter(({ name }) => grantable.includes(name) || current.includes(name)),
    ...current
      .filter((name) => !scopes.some((scope) => scope.name === name))
      .map((name) => ({ name, description: "This scope was deleted.", built_in: false, own: false })),
  ];
  const presets: ScopePreset[] = ["none"];
  if (read.length > 0) presets.push("read");
  if (write.length > 0) presets.push("write");
  if (offered.length > 0) presets.push("custom");
  return {
    given: { none: [], read, write: [...read, ...write] },
    presets,
    offered,
    lastChance,
    refused: scopes.map(({ name }) => name).filter((name) => !offered.some((scope) => scope.name === name)),
  };
}

/** The preset that gives exactly these scopes, or "custom". */
export function presetOf(scopes: readonly string[], { given, presets }: ScopeChoices): ScopePreset {
  const same = (others: string[]) =>
    others.length === scopes.length && others.every((name) => scopes.includes(name));
  return presets.find((preset) => preset !== "custom" && same(given[preset])) ?? "custom";
}
