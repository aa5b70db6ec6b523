"use client";

import { useState } from "react";
import type { PublicKey } from "#lib/keys/schema.ts";

/** The API changes at most this many keys at once. */
export const mostSelected = 100;

export interface KeySelection {
  ids: ReadonlySet<string>;
  keys: PublicKey[];
  select: (keys: PublicKey[], selected: boolean) => void;
  clear: () => void;
}

/** The selected keys of a list. Another list, which `listName` tells apart, starts with none. */
export function useKeySelection(listName: string): KeySelection {
  const [state, setState] = useState<{ listName: string; keys: PublicKey[] }>({ listName, keys: [] });
  const keys = state.listName === listName ? state.keys : [];
  return {
    keys,
    ids: new Set(keys.map(({ id }) => id)),
    select(changed, selected) {
      const others = keys.filter(({ id }) => !changed.some((key) => key.id === id));
      const next = selected ? [...others, ...changed].slice(0, mostSelected) : others;
      setState({ listName, keys: next });
    },
    clear: () => setState({ listName, keys: [] }),
  };
}
