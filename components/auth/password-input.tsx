"use client";

import { type ComponentProps, useState } from "react";
import { Input } from "#components/ui/input.tsx";

export function PasswordInput({ className, ...rest }: ComponentProps<typeof Input>) {
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <Input type={shown ? "text" : "password"} className="pr-16" spellCheck={false} {...rest} />
      <button
        type="button"
        onClick={() => setShown(!shown)}
        className="absolute inset-y-1 right-1 rounded-md px-2.5 font-medium text-muted text-xs hover:text-foreground"
      >
        {shown ? "Hide" : "Show"}
        <span className="sr-only"> what you typed</span>
      </button>
    </div>
  );
}
