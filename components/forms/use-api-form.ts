"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { ApiProblem, type FieldProblem } from "#components/api-client.ts";
import { errorsByField, summaryOf } from "#components/forms/field-errors.ts";
import { useSubmission } from "#components/forms/use-submission.ts";

type ApiFormOptions<Answer> = {
  /** Fields that show their own errors. Errors of other members go to the summary. */
  fields: readonly string[];
  /** What the browser finds wrong. Then nothing is sent. */
  check?: (form: FormData) => FieldProblem[];
  send: (form: FormData) => Promise<Answer>;
  onDone?: (answer: Answer) => void;
  /** Whether the form can be sent again after it succeeded, such as the settings of something. */
  repeatable?: boolean;
};

/**
 * A form that calls the API. Assigns each error to its field and moves the focus to the first one. An error disappears when
 * its field is edited, and the summary when any field is. The inputs of one field are in an element with `data-field`.
 */
export function useApiForm<Answer>({
  fields,
  check,
  send,
  onDone,
  repeatable = false,
}: ApiFormOptions<Answer>) {
  const form = useRef<HTMLFormElement>(null);
  // The response may contain a new key's secret, so it is dropped with the form.
  const mutation = useSubmission({
    async mutationFn(data: FormData) {
      const wrong = check?.(data) ?? [];
      if (wrong.length > 0) throw new ApiProblem(422, { code: "validation_failed", errors: wrong });
      return send(data);
    },
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
        const name = fieldOf(target as HTMLInputElement);
        if (error && !edited.includes(name)) setEdited([...edited, name]);
      },
    } as const,
  };
}

const fieldOf = (input: HTMLInputElement) =>
  input.closest<HTMLElement>("[data-field]")?.dataset.field ?? input.name ?? "";
