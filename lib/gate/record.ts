import { micros } from "#lib/clock.ts";
import type { Exchange } from "#lib/gate/exchange.ts";
import { limiter, requestLog } from "#lib/limits/adapters.ts";
import { redact } from "#lib/log.ts";

const PATH_LENGTH = 512;

interface Answered {
  status: number;
  /** The problem's code; null for a success. */
  code: string | null;
}

/**
 * Appends the request to the ledger; the answer waits for it. Requests of nobody known are not recorded.
 * A request that cannot be recorded is refused, so it gives back what it took.
 */
export async function record(exchange: Exchange, route: string, answered: Answered): Promise<void> {
  const { attribution } = exchange;
  if (!attribution) return;
  const { status, code } = exchange.verdict ?? answered;
  const row = {
    ...attribution,
    id: exchange.requestId,
    at: exchange.decidedAtMs === null ? exchange.now : new Date(exchange.decidedAtMs),
    method: exchange.method,
    path: redact(exchange.target.split("?", 1)[0]!).slice(0, PATH_LENGTH),
    route,
    status,
    code,
    cost: exchange.cost,
    latencyMicros: micros() - exchange.startedMicros,
    ip: exchange.ip,
    userAgent: exchange.userAgent,
    checks: exchange.checks,
  };
  try {
    await requestLog().append(row);
  } catch (error) {
    if (exchange.decision) await limiter().refund(exchange.decision);
    throw error;
  }
}
