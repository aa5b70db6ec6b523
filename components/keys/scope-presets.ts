import type { Scope } from "#lib/scopes/schema.ts";

export type ScopePreset = "none" | "read" | "write" | "custom";

export interface ScopeChoices {
  /** The scopes of the operator's API that a new key can get, by what the presets allow. */
  read: string[];
  readWrite: string[];
  /** All scopes that a new key can get. */
  grantable: Scope[];
  /** The others. */
  refused: string[];
  presets: ScopePreset[];
}

/**
 * The presets that make sense for the scopes that a key can get. They are only about the operator's API: scopes that manage
 * keys are only given one by one.
 */
export function scopeChoices(scopes: Scope[], grantable: readonly string[]): ScopeChoices {
  const possible = scopes.filter(({ name }) => grantable.includes(name));
  const own = possible.filter(({ built_in }) => !built_in).map(({ name }) => name);
  const read = own.filter((name) => name.endsWith(":read"));
  const write = own.filter((name) => name.endsWith(":write"));
  const presets: ScopePreset[] = ["none"];
  if (read.length > 0) presets.push("read");
  if (write.length > 0) presets.push("write");
  if (possible.length > 0) presets.push("custom");
  return {
    read,
    readWrite: [...read, ...write],
    grantable: possible,
    refused: scopes.filter(({ name }) => !grantable.includes(name)).map(({ name }) => name),
    presets,
  };
}
