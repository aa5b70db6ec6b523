"use client";

import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { Input } from "#components/ui/input.tsx";

const waitMs = 250;

type SearchInputProps = {
  label: string;
  placeholder: string;
  value: string;
  onSearch: (text: string) => void;
  className?: string;
};

/** Searches when the user stops typing. */
export function SearchInput({ label, placeholder, value, onSearch, className }: SearchInputProps) {
  const [text, setText] = useState(value);
  const search = useRef(onSearch);
  search.current = onSearch;

  // Follows a change from elsewhere, such as "Show all".
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => search.current(text), waitMs);
    return () => clearTimeout(timer);
  }, [text, value]);

  return (
    <div className={classNames("relative", className)}>
      <Search
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
        aria-hidden
      />
      <Input
        type="search"
        fit="toolbar"
        aria-label={label}
        placeholder={placeholder}
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") search.current(text);
        }}
        // At once: a change of the address would end the loading of a page whose link is used next.
        onBlur={() => text !== value && search.current(text)}
        className="w-full pl-9"
      />
    </div>
  );
}
