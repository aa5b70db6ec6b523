import { Agent, type IncomingMessage, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { ClusterInstance } from "#e2e/cluster/cluster.ts";
import { inTime } from "#e2e/cluster/subjects.ts";

/** One request as its client saw it. Times are of performance.now(). */
export interface Sent {
  began: number;
  ended: number;
  /** 0: no answer, because the connection ended or nothing was heard for a long time. */
  status: number;
  id: string | null;
  retryAfter: string | null;
}

const LONGEST_WAIT_MS = 20_000;
const PAUSE_MS = 25;
const PAUSE_OF_REFUSED_MS = 1000;

type Target = Pick<ClusterInstance, "gatePort"> & { agent: Agent };

/** Clients of the gate ports of several instances, which keep their connections. */
export class LimitedClients {
  #targets: Target[];
  readonly sent: Sent[] = [];
  accepted = 0;

  constructor(instances: ClusterInstance[]) {
    this.#targets = instances.map(({ gatePort }) => ({ gatePort, agent: new Agent({ keepAlive: true }) }));
  }

  /**
   * Sends requests with this key from so many clients, each to one instance after the other. Who is refused asks again now and
   * then; everybody ends with the first refusal after `isOver`.
   */
  async exhaust(key: string, clients: number, isOver: () => boolean): Promise<void> {
    const client = async (turn: number) => {
      for (;;) {
        const over = isOver();
        const { status } = await this.ask(key, turn++);
        if (status === 429 && over) return;
        if (status === 429) await delay(Math.random() * PAUSE_OF_REFUSED_MS);
        else if (status !== 200) await delay(PAUSE_MS);
      }
    };
    await Promise.all(Array.from({ length: clients }, (_, turn) => client(turn)));
  }

  /** Asks each instance, again if it is unavailable. Returns their answers. */
  askAll(key: string): Promise<Sent[]> {
    return Promise.all(
      this.#targets.map((_, turn) =>
        inTime(async () => {
          const sent = await this.ask(key, turn);
          if (sent.status === 0 || sent.status === 503)
            throw new Error(`An instance answered ${sent.status}`);
          return sent;
        }),
      ),
    );
  }

  async ask(key: string, turn: number): Promise<Sent> {
    const began = performance.now();
    const answer = await send(this.#targets[turn % this.#targets.length]!, key);
    const sent = { began, ended: performance.now(), ...answer };
    this.sent.push(sent);
    if (sent.status === 200) this.accepted += 1;
    return sent;
  }

  close(): void {
    for (const { agent } of this.#targets) agent.destroy();
  }
}

/** The answer counts as soon as its head is there. */
function send({ gatePort, agent }: Target, key: string) {
  const none = { status: 0, id: null, retryAfter: null };
  return new Promise<Pick<Sent, "status" | "id" | "retryAfter">>((resolve) => {
    const headers = { "x-api-key": key };
    const options = {
      host: "127.0.0.1",
      port: gatePort,
      path: "/gate",
      agent,
      headers,
      timeout: LONGEST_WAIT_MS,
    };
    const sent = request(options, (answer: IncomingMessage) => {
      answer.on("error", () => {}).resume();
      const { "request-id": id, "retry-after": retryAfter } = answer.headers;
      resolve({ status: answer.statusCode!, id: String(id), retryAfter: retryAfter ?? null });
    });
    sent.once("timeout", () => sent.destroy());
    sent.on("error", () => resolve(none));
    sent.end();
  });
}
