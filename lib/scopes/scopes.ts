import { builtInScopes, exampleScopes } from "#lib/scopes/catalogue.ts";
import type { Scope } from "#lib/scopes/schema.ts";

/** The scopes that a key of this installation can have. */
export function listScopes(): Scope[] {
  const entries = (catalogue: Record<string, string>, built_in: boolean) =>
    Object.entries(catalogue).map(([name, description]) => ({ name, description, built_in }));
  return [...entries(builtInScopes, true), ...entries(exampleScopes, false)];
}

/** The names that are not scopes here. */
export function unknownScopes(names: string[]): string[] {
  return names.filter((name) => !Object.hasOwn(builtInScopes, name) && !Object.hasOwn(exampleScopes, name));
}

/** Scopes for the API behind the desk: whoever may make keys may give them away. */
export function isAppScope(name: string): boolean {
  return Object.hasOwn(exampleScopes, name);
}
