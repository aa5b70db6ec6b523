import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

type State = "open" | "silent" | "cut";

interface Link {
  client: Socket;
  target: Socket;
  /** Whether the connection ends instead of passing on the next answer. */
  losesAnswer: boolean;
}

/** A TCP proxy on this machine whose connections a test can break. */
export class TcpProxy {
  readonly #targets: number[];
  readonly #links = new Set<Link>();
  readonly #server: Server;
  #state: State = "open";
  #cutting = { names: [] as string[], left: 0 };
  #turn = 0;

  /** With several ports of this machine, each new connection goes to the next one. */
  constructor(targets: number[]) {
    this.#targets = targets;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#connect(client));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `port`: on 127.0.0.1; by default any free one. */
  async listen(port = 0): Promise<void> {
    await once(this.#server.listen(port, "127.0.0.1"), "listening");
  }

  /** Ends all connections and refuses new ones. */
  cut(): void {
    this.#state = "cut";
    for (const link of this.#links) this.#end(link);
  }

  /** Passes nothing on and says nothing, as a network that has lost its way. */
  silence(): void {
    this.#state = "silent";
    for (const { client, target } of this.#links) for (const socket of [client, target]) socket.pause();
  }

  /** Passes everything on again. */
  mend(): void {
    this.#state = "open";
    for (const { client, target } of this.#links) for (const socket of [client, target]) socket.resume();
  }

  /**
   * Ends the connections of the next `count` statements that contain one of these names: right after the statement was
   * passed on or, as often, instead of passing on its answer.
   */
  cutDuring(names: string[], count: number): void {
    this.#cutting = { names, left: count };
  }

  async close(): Promise<void> {
    const closed = once(this.#server.close(), "close");
    this.cut();
    await closed;
  }

  #connect(client: Socket): void {
    if (this.#state === "cut") return void client.resetAndDestroy();
    const port = this.#targets[this.#turn++ % this.#targets.length]!;
    const target = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    const link: Link = { client, target, losesAnswer: false };
    this.#links.add(link);
    client.on("data", (chunk) => this.#fromClient(link, chunk));
    target.on("data", (chunk) => (link.losesAnswer ? this.#end(link) : pass(target, client, chunk)));
    joinEnds(client, target, () => this.#links.delete(link));
    if (this.#state === "silent") for (const socket of [client, target]) socket.pause();
  }

  #fromClient(link: Link, chunk: Buffer): void {
    const { names, left } = this.#cutting;
    if (link.target.destroyed) return;
    pass(link.client, link.target, chunk);
    if (left === 0 || !names.some((name) => chunk.includes(name))) return;
    this.#cutting.left -= 1;
    if (Math.random() < 0.5) link.losesAnswer = true;
    else link.target.end(() => this.#end(link));
  }

  #end(link: Link): void {
    this.#links.delete(link);
    link.client.resetAndDestroy();
    link.target.destroy();
  }
}

function pass(from: Socket, to: Socket, chunk: Buffer): void {
  if (to.write(chunk)) return;
  from.pause();
  to.once("drain", () => from.resume());
}

function joinEnds(client: Socket, target: Socket, closed: () => void): void {
  client.on("end", () => target.end());
  target.on("end", () => client.end());
  client.on("error", () => target.destroy());
  target.on("error", () => leave(client));
  for (const [one, leaveOther] of [
    [client, () => target.destroy()],
    [target, () => leave(client)],
  ] as const)
    one.on("close", () => {
      closed();
      leaveOther();
    });
}

const LONGEST_LEAVE_MS = 2000;

/**
 * Ends the connection of a client whose target has gone. What the target answered before that must arrive, so the client may
 * finish what it is sending: closing the connection at once would take an answer that it hasn't read yet away.
 */
function leave(client: Socket): void {
  if (client.destroyed || client.writableEnded) return;
  client.end();
  client.resume();
  setTimeout(() => client.destroy(), LONGEST_LEAVE_MS).unref();
}
