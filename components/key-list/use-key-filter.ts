"use client";

import { useQueryStates } from "nuqs";
import { filterParsers, type KeyFilter } from "#components/key-list/key-filter.ts";
import { useEnvironment } from "#components/shell/environment.ts";

type Change = Partial<Omit<KeyFilter, "environment">>;

/** The list's filter, which is in the URL. `change(null)` removes all but the environment. */
export function useKeyFilter(): [KeyFilter, (change: Change | null) => void] {
  const [environment] = useEnvironment();
  const [filter, setFilter] = useQueryStates(filterParsers);
  return [{ ...filter, environment }, (change) => void setFilter(change)];
}
