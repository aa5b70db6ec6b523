import type { Developer } from "#e2e/api/client.ts";
import type { TestServer } from "#e2e/test-server.ts";
import { Latchkey } from "#sdk/typescript/src/index.ts";

/** The SDK's client of a developer. */
export const asUser = ({ url: baseUrl }: TestServer, { accessToken }: Developer) =>
  new Latchkey({ baseUrl, accessToken });

/** The SDK's client of a program, with the secret of a key that was just created. */
export const asProgram = ({ url: baseUrl }: TestServer, secret: string | null, maxRetries = 2) =>
  new Latchkey({ baseUrl, apiKey: secret!, maxRetries });

/** Changes the settings of the user's workspace. */
export async function configure(user: Latchkey, body: object): Promise<void> {
  const { workspace } = await user.me.retrieve();
  await user.request({ method: "PATCH", path: `/workspaces/${workspace!.id}`, body });
}

/** What a call throws. */
export const errorOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    (value) => {
      throw new Error(`There is no error, but ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
