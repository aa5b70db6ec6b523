import type { Cli } from "../command.ts";
import { deleteCredential, lockCredential, readCredential } from "../config/credentials.ts";
import type { Context } from "../context.ts";
import { environment } from "../environment.ts";
import { EXIT } from "../failure.ts";
import { endSession } from "../http/authentication.ts";
import type { Result } from "../terminal/output.ts";

export function addLogout(cli: Cli): void {
  cli.group("logout", "end the session, and forget the credential").does(logout);
}

async function logout(context: Context): Promise<Result> {
  const profile = context.settings({ mayBeNew: true }).profile.value;
  // Only after another command has stored the token that it refreshes: otherwise it would log in again.
  const credential = await lockCredential(profile, async () => {
    const stored = readCredential(profile);
    deleteCredential(profile);
    return stored;
  });
  const stillSet = environment().LATCHKEY_API_KEY ? " LATCHKEY_API_KEY is still set." : "";
  if (!credential) return { data: { logged_out: false }, words: `You weren't logged in.${stillSet}` };
  if (credential.type === "api_key")
    return {
      data: { logged_out: true },
      words: `Logged out. The API key still works: revoke it if nobody needs it.${stillSet}`,
    };
  const ended = await endSession(credential.base_url, credential.refresh_token);
  return {
    data: { logged_out: true, session_ended: ended },
    words: ended
      ? `Logged out.${stillSet}`
      : `Logged out here. ${credential.base_url} can't be reached: there, the session goes on until it expires.${stillSet}`,
    ...(!ended && { exitCode: EXIT.network }),
  };
}
