"use client";

import { callApi } from "#components/api-client.ts";
import { KeyGlyph } from "#components/brand/key-glyph.tsx";
import { keyName } from "#components/keys/key-name.ts";
import { useKey } from "#components/keys/use-key.ts";
import type { Environment } from "#components/shell/environment.ts";
import { SearchPicker } from "#components/ui/search-picker.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type KeyPickerProps = {
  value: string | null;
  environment: Environment;
  onChange: (id: string | null) => void;
};

const words = {
  label: "Key",
  any: "Any key",
  choose: "Choose a key",
  search: "Name, hint or ID",
  none: "No key found.",
  loading: "Loading keys…",
};

/** Chooses a key by its name or hint, among any number of keys. */
export function KeyPicker({ value, environment, onChange }: KeyPickerProps) {
  return (
    <SearchPicker
      value={value}
      name={useKeyName(value)}
      words={words}
      queryKey={["keys", "picker", environment]}
      find={(text, signal) => findKeys(environment, text, signal)}
      onChange={onChange}
    />
  );
}

async function findKeys(environment: Environment, q: string, signal: AbortSignal) {
  const query = new URLSearchParams({ environment, limit: "20", ...(q && { q }) });
  const { data } = await callApi<{ data: PublicKey[] }>("GET", `/keys?${query}`, { signal });
  return data.map((key) => ({ id: key.id, content: <KeyOption apiKey={key} /> }));
}

function KeyOption({ apiKey }: { apiKey: PublicKey }) {
  return (
    <>
      <KeyGlyph seed={apiKey.id} className="text-brass" />
      <span className="min-w-0 flex-1 truncate">{keyName(apiKey)}</span>
      <span className="shrink-0 text-muted text-xs">
        {apiKey.status === "active" ? apiKey.hint.slice(-4) : apiKey.status}
      </span>
    </>
  );
}

/** The key's name; null if there is no such key, or none is chosen. */
function useKeyName(id: string | null): string | null {
  const { data } = useKey(id);
  return data ? keyName(data) : null;
}
