import { ApiProblem } from "#components/api-client.ts";

/** The answer to a change that needs the user's password. A wrong password is an error of this field, like an invalid one. */
export async function withPassword<Answer>(field: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== "invalid_credentials") throw error;
    const { status, code, detail } = error;
    throw new ApiProblem(status, { code, detail, errors: [{ pointer: `/${field}`, code, detail }] });
  }
}
