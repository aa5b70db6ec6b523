"use client";

import { useEffect, useState } from "react";
import { Input } from "#components/ui/input.tsx";

type TextFilterProps = {
  label: string;
  placeholder: string;
  value: string | null;
  /** What is used. Anything else is marked as wrong. */
  accepts?: RegExp;
  onChange: (text: string | null) => void;
};

/** Filters when the user presses Enter or leaves the field, because a search can look at many requests. */
export function TextFilter({ label, placeholder, value, accepts, onChange }: TextFilterProps) {
  const [text, setText] = useState(value ?? "");
  const [wrong, setWrong] = useState(false);

  // Follows a change from elsewhere, such as "Clear filters".
  useEffect(() => setText(value ?? ""), [value]);

  function apply() {
    const next = text.trim() || null;
    const usable = next === null || !accepts || accepts.test(next);
    setWrong(!usable);
    if (usable && next !== value) onChange(next);
  }
  return (
    <Input
      type="search"
      fit="toolbar"
      enterKeyHint="search"
      aria-label={label}
      aria-invalid={wrong || undefined}
      placeholder={placeholder}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={512}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        setWrong(false);
      }}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === "Enter") apply();
      }}
      className={`w-full ${value === null ? "" : "border-brass!"}`}
    />
  );
}
