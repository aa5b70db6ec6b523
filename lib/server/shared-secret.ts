import { whoRuns } from "#db/instance-lock.ts";
import { storeSecretMark } from "#db/queries/settings.ts";
import { clockMs } from "#lib/clock.ts";
import { derivedKey } from "#lib/secrets.ts";

/**
 * Whether this instance's AUTH_SECRET is that of the instances that are running. With another one, it would refuse the
 * sessions and access tokens that they create. The first instance that starts decides, so the secret can be changed while
 * none runs. Call it while this instance is registered (see `lockInstance`).
 */
export async function hasSharedSecret(url: string): Promise<boolean> {
  const mark = derivedKey("mark of the secret").toString("hex").slice(0, 32);
  const running = await whoRuns(url);
  const first = running.mode !== "cluster" || running.instances <= 1;
  return (await storeSecretMark(mark, first, new Date(clockMs()))) === mark;
}
