import { type Api, apiOf, failureFrom } from "./http/api.ts";
import { type GlobalOptions, type Login, loginOf, type Settings, settingsOf } from "./settings.ts";

/** What a command works with. Settings and credentials are only read if it needs them. */
export interface Context {
  options: GlobalOptions;
  /** Throws a Failure if a profile is named that doesn't exist, unless `mayBeNew`. */
  settings(how?: { mayBeNew?: boolean }): Settings;
  /** Throws a Failure for exit code 4 if nobody is logged in. */
  login(): Login;
  /** The API, as whoever is logged in, or with a credential that isn't stored yet. */
  api(newLogin?: Login): Api;
  /** How the command ends that something was thrown in: a Failure, or what was thrown if it is a mistake of ours. */
  failure(error: unknown): unknown;
}

export function commandContext(options: GlobalOptions): Context {
  let asked: Login | undefined;
  const settings = (how?: { mayBeNew?: boolean }) => settingsOf(options, how);
  const login = () => loginOf(settings());
  return {
    options,
    settings,
    login,
    api: (newLogin) => {
      asked = newLogin ?? login();
      const { profile, workspaceId } = settings({ mayBeNew: true });
      // The profile's workspace may be one that only its previous user can see.
      const workspace = newLogin ? options.workspace : workspaceId?.value;
      return apiOf(asked, { profile: profile.value, workspaceId: workspace });
    },
    failure: (error) => failureFrom(error, asked),
  };
}
