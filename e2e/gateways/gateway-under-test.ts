import { afterAll, beforeAll, beforeEach } from "vitest";
import { ask, type GatewayAnswer, type GatewayRequest } from "#e2e/gateways/client.ts";
import { type Edit, type RunningGateway, startGateway } from "#e2e/gateways/gateway.ts";
import { startUpstream, type Upstream, type UpstreamRequest } from "#e2e/gateways/upstream.ts";
import type { Gateway } from "#scripts/programs.ts";

export interface GatewayUnderTest {
  /** Sends a request to the gateway as a client. */
  ask(request?: GatewayRequest): Promise<GatewayAnswer>;
  readonly upstream: Upstream;
  /** The one request of this test that reached the upstream. */
  reached(): UpstreamRequest;
}

/** Starts, for a block of tests, an upstream and a gateway in front of it that uses this gate. */
export function useGateway(gateway: Gateway, gateUrl: () => string, edit?: Edit): GatewayUnderTest {
  let upstream: Upstream;
  let running: RunningGateway;
  beforeAll(async () => {
    upstream = await startUpstream();
    const gate = new URL(gateUrl()).host;
    running = await startGateway(gateway, { gate, upstream: upstream.address }, edit);
  });
  afterAll(async () => {
    await running?.stop();
    upstream.close();
  });
  beforeEach(() => {
    Object.assign(upstream, { seen: [], status: 200 });
  });
  return {
    ask: (request) => ask(running.url, request),
    get upstream() {
      return upstream;
    },
    reached() {
      if (upstream.seen.length === 1) return upstream.seen[0]!;
      throw new Error(`${upstream.seen.length} requests reached the upstream, not one`);
    },
  };
}
