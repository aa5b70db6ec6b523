import { ClusterSession } from "#db/cluster-session.ts";
import { Peers } from "#lib/cluster/peers.ts";
import { askPeers } from "#lib/cluster/settled.ts";
import { instanceId } from "#lib/instance.ts";
import { log } from "#lib/log.ts";
import { metrics } from "#lib/metrics.ts";
import { settledHere } from "#lib/usage/listable.ts";

/** Does something while it leads. Returns the function that ends that, and waits until it has. */
type Duty = () => () => Promise<unknown>;

/**
 * Joins the cluster of this database: readers of the log ask the other instances, and `duty` is done while this instance
 * leads. When `joined` resolves, the others know this instance, so that it may log requests.
 */
export function joinCluster(url: string, duty: Duty): { joined: Promise<void>; leave(): Promise<void> } {
  const id = instanceId;
  const leading = new Leading(duty);
  const session = new ClusterSession(url, id, {
    message: (text) => peers.receive(text),
    leads: (leads) => leading.set(leads),
    connected: (connected, err) =>
      connected
        ? log.info({ id }, "this instance is connected to its cluster")
        : log.warn({ err }, "this instance has lost its connection to the cluster, and tries again"),
  });
  const peers = new Peers(id, (text) => session.send(text), settledHere);
  askPeers(peers);
  metrics.gauge(
    "latchkey_leader",
    "1 on the instance that does the cluster's maintenance, else 0.",
    async () => (leading.wanted ? 1 : 0),
  );
  return {
    joined: session.joined,
    leave: async () => {
      // First what the leader does, so that two instances rarely do it at the same time.
      await leading.end();
      await session.end();
    },
  };
}

/** Starts and ends a duty as this instance gains and loses the lead, one after the other. */
class Leading {
  readonly #duty: Duty;
  #stop: (() => Promise<unknown>) | null = null;
  #changing: Promise<void> = Promise.resolve();
  #ended = false;
  wanted = false;

  constructor(duty: Duty) {
    this.#duty = duty;
  }

  set(leads: boolean): void {
    this.wanted = leads;
    log.info(leads ? "this instance leads the cluster" : "this instance no longer leads the cluster");
    this.#follow();
  }

  end(): Promise<void> {
    this.#ended = true;
    return this.#follow();
  }

  #follow(): Promise<void> {
    this.#changing = this.#changing.then(async () => {
      const wanted = this.wanted && !this.#ended;
      if (wanted && !this.#stop) this.#stop = this.#duty();
      else if (!wanted && this.#stop) {
        await this.#stop();
        this.#stop = null;
      }
    });
    return this.#changing;
  }
}
