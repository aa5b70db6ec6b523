import { ApiProblem } from "#components/api-client.ts";

/**
 * The answer to a change. If it is refused because of one field, such as a wrong password or a name that is taken, that is
 * an error of the field. `reasons` are the codes or reasons of such refusals.
 */
export async function asFieldError<Answer>(
  field: string,
  reasons: readonly string[],
  answer: Promise<Answer>,
): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    const { status, code, reason, detail } = error;
    if (!reasons.includes(reason ?? code)) throw error;
    throw new ApiProblem(status, { code, detail, errors: [{ pointer: `/${field}`, code, detail }] });
  }
}

/** The same for a change that needs the user's password. */
export const withPassword = <Answer>(field: string, answer: Promise<Answer>) =>
  asFieldError(field, ["invalid_credentials"], answer);
