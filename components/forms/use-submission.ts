"use client";

import { type UseMutationOptions, type UseMutationResult, useMutation } from "@tanstack/react-query";
import { useRef } from "react";

type SubmissionOptions<Answer, Input, Context> = UseMutationOptions<Answer, Error, Input, Context> & {
  mutationFn: (input: Input) => Promise<Answer>;
  /** Whether it can be submitted again after this answer. By default only after an error. */
  again?: (answer: Answer) => boolean;
};

/**
 * A mutation that is sent once, however often its button is clicked. `isPending` only changes when React renders, which may
 * be after the second click of a double click, and the form may still be on screen after a success. So a ref decides,
 * synchronously. Every form and button that changes something uses this hook instead of `useMutation`.
 */
export function useSubmission<Answer, Input = void, Context = unknown>({
  again,
  mutationFn,
  ...options
}: SubmissionOptions<Answer, Input, Context>): UseMutationResult<Answer, Error, Input, Context> {
  const busy = useRef(false);
  const mutation = useMutation<Answer, Error, Input, Context>({
    ...options,
    // By default it would wait while the browser is offline, with a spinner, and be sent unasked when it is online again.
    networkMode: "always",
    async mutationFn(input) {
      let done = false;
      try {
        const answer = await mutationFn(input);
        done = !again?.(answer);
        return answer;
      } finally {
        busy.current = done;
      }
    },
  });
  return {
    ...mutation,
    mutate(...args) {
      if (busy.current) return;
      busy.current = true;
      mutation.mutate(...args);
    },
  };
}
