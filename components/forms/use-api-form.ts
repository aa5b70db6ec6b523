"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { ApiProblem } from "#components/api-client.ts";
import { useSubmission } from "#components/forms/use-submission.ts";

type ApiFormOptions<Answer> = {
  /** Fields that show their own errors. Errors of other members go to the summary. */
  fields: readonly string[];
  send: (form: FormData) => Promise<Answer>;
  onDone?: (answer: Answer) => void;
  /** Whether the form can be sent again after it succeeded, such as the settings of something. */
  repeatable?: boolean;
};

/**
 * A form that calls the API. Assigns each error to its field and moves the focus to the first one. An error disappears when
 * its field is edited, and the summary when any field is.
 */
export function useApiForm<Answer>({ fields, send, onDone, repeatable = false }: ApiFormOptions<Answer>) {
  const form = useRef<HTMLFormElement>(null);
  // The response may contain a new key's secret, so it is dropped with the form.
  const mutation = useSubmission({
    mutationFn: send,
    gcTime: 0,
    again: () => repeatable,
    ...(onDone ? { onSuccess: onDone } : {}),
  });
  const { error } = mutation;
  const [edited, setEdited] = useState<readonly string[]>([]);

  useEffect(() => {
    const firstBad = error && form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    firstBad?.focus();
    // Centered, so that a dialog's footer doesn't cover the message below the field.
    firstBad?.scrollIntoView({ block: "center" });
  }, [error]);

  return {
    mutation,
    problem: error instanceof ApiProblem ? error : null,
    pending: mutation.isPending,
    errors: errorsByField(error, fields, edited),
    summary: edited.length > 0 ? null : summaryOf(error, fields),
    edited: edited.length > 0,
    formProps: {
      ref: form,
      // If the form is submitted before hydration, POST keeps the values out of the URL.
      method: "post",
      noValidate: true,
      onSubmit(event: FormEvent<HTMLFormElement>) {
        event.preventDefault();
        setEdited([]);
        mutation.mutate(new FormData(event.currentTarget));
      },
      // React's `onChange` is also called for the choices of a Radix group, which fire no `input`.
      onChange({ target }: FormEvent<HTMLFormElement>) {
        const name = "name" in target ? String(target.name) : "";
        if (error && !edited.includes(name)) setEdited([...edited, name]);
      },
    } as const,
  };
}

/** `/rate_limit/requests` belongs to the field `rate_limit`, unless there is a field `rate_limit.requests`. */
function fieldOf(pointer: string, fields: readonly string[]): string | undefined {
  const path = pointer.slice(1).replaceAll("/", ".");
  return fields.find((field) => field === path) ?? fields.find((field) => path.startsWith(`${field}.`));
}

function errorsByField(
  error: Error | null,
  fields: readonly string[],
  edited: readonly string[],
): Record<string, string | undefined> {
  const byField: Record<string, string | undefined> = {};
  if (!(error instanceof ApiProblem)) return byField;
  for (const { pointer, detail } of error.errors) {
    const field = fieldOf(pointer, fields);
    if (field && !edited.some((name) => name === field || name.startsWith(`${field}.`)))
      byField[field] ??= detail;
  }
  return byField;
}

function summaryOf(error: Error | null, fields: readonly string[]): string | null {
  if (!error) return null;
  if (!(error instanceof ApiProblem)) return error.message;
  const unassigned = error.errors.filter(({ pointer }) => !fieldOf(pointer, fields));
  if (error.errors.length > 0 && unassigned.length === 0) return null;
  return unassigned.length > 0 ? unassigned.map(({ detail }) => detail).join(" ") : error.detail;
}
