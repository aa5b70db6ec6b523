import type { GateVerdict } from "./verdict.ts";

/** The headers of the answer to a request that may not pass. */
export const refusalHeaders = ({ headers }: GateVerdict) => ({
  ...headers,
  "content-type": "application/problem+json",
  "cache-control": "no-store",
});

/** The answer to a request that may not pass. */
export const refusalAnswer = (verdict: GateVerdict) =>
  new Response(JSON.stringify(verdict.problem), { status: verdict.status, headers: refusalHeaders(verdict) });
