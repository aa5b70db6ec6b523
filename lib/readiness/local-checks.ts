import { type Arrival, https, trustedProxies } from "#lib/readiness/address.ts";
import type { Check } from "#lib/readiness/check.ts";
import { diskSpace, permissions } from "#lib/readiness/machine.ts";
import { backup, secret } from "#lib/readiness/recovery.ts";

/**
 * The checks of settings and files, which need neither the database nor the email server. `arrival` is that of a request
 * through the proxies that are checked, if there is one.
 */
export const localChecks = (now: Date, arrival?: Arrival): Check[] => [
  https(),
  trustedProxies(arrival),
  secret(),
  backup(now),
  permissions(),
  diskSpace(),
];
