"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { staysOffline } from "#components/shell/offline-links.ts";
import { Input } from "#components/ui/input.tsx";

const requestId = /^req_[0-9A-Za-z]{25}$/;

/** Opens a request by its ID. */
export function FindRequest() {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const [environment] = useEnvironment();
  const router = useRouter();
  const noteId = useId();
  function find(event: FormEvent) {
    event.preventDefault();
    const id = text.trim();
    setWrong(!requestId.test(id));
    if (requestId.test(id) && !staysOffline())
      router.push(inEnvironment(`/settings/requests/${id}`, environment));
  }
  return (
    <form method="get" noValidate onSubmit={find} className="min-w-0 flex-1 basis-full sm:basis-64">
      <div className="relative max-w-md">
        <Search
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
          aria-hidden
        />
        <Input
          type="search"
          fit="toolbar"
          aria-label="Find a request by its ID"
          aria-invalid={wrong || undefined}
          aria-describedby={wrong ? noteId : undefined}
          placeholder="Find by request ID"
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setWrong(false);
          }}
          className="w-full pl-9"
        />
      </div>
      {wrong ? (
        <p id={noteId} role="alert" className="mt-1.5 text-danger text-sm">
          Enter a full request ID: req_ followed by 25 letters and digits. Every response has it in its
          request-id header.
        </p>
      ) : null}
    </form>
  );
}
