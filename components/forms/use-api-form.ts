"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef } from "react";
import { ApiProblem } from "#components/api-client.ts";

type ApiFormOptions<Answer> = {
  /** Names of the fields that can show an error beside them; problems of any other member go to the summary. */
  fields: readonly string[];
  send: (form: FormData) => Promise<Answer>;
  onDone?: (answer: Answer) => void;
};

/** A form that calls the API: knows which field each problem belongs to, and takes the reader to the first. */
export function useApiForm<Answer>({ fields, send, onDone }: ApiFormOptions<Answer>) {
  const form = useRef<HTMLFormElement>(null);
  // No answer outlives its form: one of them carries a new key's secret.
  const mutation = useMutation({ mutationFn: send, gcTime: 0, ...(onDone ? { onSuccess: onDone } : {}) });
  const { error } = mutation;

  useEffect(() => {
    const firstBad = error && form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    firstBad?.focus();
    // The sentence beneath the field has to be in sight too, also above a dialog's footer.
    firstBad?.scrollIntoView({ block: "center" });
  }, [error]);

  return {
    mutation,
    problem: error instanceof ApiProblem ? error : null,
    pending: mutation.isPending,
    errors: errorsByField(error, fields),
    summary: summaryOf(error, fields),
    formProps: {
      ref: form,
      // Should a submit beat hydration, a POST at least keeps what was typed out of the URL.
      method: "post",
      noValidate: true,
      onSubmit(event: FormEvent<HTMLFormElement>) {
        event.preventDefault();
        if (!mutation.isPending) mutation.mutate(new FormData(event.currentTarget));
      },
    } as const,
  };
}

/** `/rate_limit/requests` belongs to the field `rate_limit` unless a field of the whole name exists. */
function fieldOf(pointer: string, fields: readonly string[]): string | undefined {
  const path = pointer.slice(1).replaceAll("/", ".");
  return fields.find((field) => field === path) ?? fields.find((field) => path.startsWith(`${field}.`));
}

function errorsByField(error: Error | null, fields: readonly string[]): Record<string, string | undefined> {
  const byField: Record<string, string | undefined> = {};
  if (!(error instanceof ApiProblem)) return byField;
  for (const { pointer, detail } of error.errors) {
    const field = fieldOf(pointer, fields);
    if (field) byField[field] ??= detail;
  }
  return byField;
}

function summaryOf(error: Error | null, fields: readonly string[]): string | null {
  if (!error) return null;
  if (!(error instanceof ApiProblem)) return error.message;
  const homeless = error.errors.filter(({ pointer }) => !fieldOf(pointer, fields));
  if (error.errors.length > 0 && homeless.length === 0) return null;
  return homeless.length > 0 ? homeless.map(({ detail }) => detail).join(" ") : error.detail;
}
