import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** By lowercase name. */
  headers: Record<string, string>;
  /** Every http(s) address in the text and the HTML, each once. */
  links: string[];
}

const LOOK_EVERY_MS = 10;

/** File names contain the recipient, so that nobody has to read the mails of a whole suite to find one. */
const endOfName = (to: string) => `-${encodeURIComponent(to.toLowerCase())}.eml`;

/** The mails that arrived in a folder, readable from any process. */
export class Mailbox {
  readonly folder: string;
  #taken = new Set<string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Takes the oldest new mail to this address; waits for it, and fails after `timeoutMs`. */
  async next(
    to: string,
    { subject, timeoutMs = 10_000 }: { subject?: string | RegExp; timeoutMs?: number } = {},
  ): Promise<Mail> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      for (const file of this.#files(to)) {
        if (this.#taken.has(file)) continue;
        const mail = await this.#read(file);
        if (subject && !mail.subject.match(subject)) continue;
        this.#taken.add(file);
        return mail;
      }
      if (Date.now() > deadline)
        throw new Error(`No mail to ${to}${subject ? ` about ${subject}` : ""} within ${timeoutMs} ms`);
      await delay(LOOK_EVERY_MS);
    }
  }

  /** Every mail to this address so far, oldest first. */
  all(to: string): Promise<Mail[]> {
    return Promise.all(this.#files(to).map((file) => this.#read(file)));
  }

  #files(to: string): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith(endOfName(to)))
      .sort();
  }

  async #read(file: string): Promise<Mail> {
    const {
      to,
      subject = "",
      text = "",
      html = "",
      headers,
    } = await PostalMime.parse(readFileSync(join(this.folder, file)));
    const hrefs = [...html.matchAll(/href="(https?:[^"]+)"/g)].map(([, url]) =>
      url!.replaceAll("&amp;", "&"),
    );
    const written = [...text.matchAll(/https?:\/\/[^\s<>")]+/g)].map(([url]) => url);
    return {
      to: to?.[0]?.address?.toLowerCase() ?? "",
      subject,
      text,
      html,
      headers: Object.fromEntries(headers.map(({ key, value }) => [key, value])),
      links: [...new Set([...written, ...hrefs])],
    };
  }
}

export interface MailServer {
  url: string;
  mailbox: Mailbox;
  /** Refuses every mail with this SMTP status, until it is told null. */
  refuse(status: number | null): void;
  /** How long it takes to accept a mail. A mail whose client leaves meanwhile isn't accepted. */
  delay(ms: number): void;
  /** How many mails it is about to accept. */
  delayed(): number;
  close(): Promise<void>;
  /** Listens again on the same port. */
  reopen(): Promise<void>;
}

/** A real SMTP server on a free port: every mail becomes a file in the folder. */
export async function startMailServer(folder: string): Promise<MailServer> {
  mkdirSync(folder, { recursive: true });
  const mailbox = new Mailbox(folder);
  const behaviour: Behaviour = { refusal: null, delayMs: 0, delayed: new Set() };
  let server = receive(mailbox, behaviour);
  const { port } = (await listen(server, 0)).address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mailbox,
    refuse: (status) => {
      behaviour.refusal = status;
    },
    delay: (ms) => {
      behaviour.delayMs = ms;
    },
    delayed: () => behaviour.delayed.size,
    close: () => new Promise((resolve) => server.close(() => resolve())),
    reopen: async () => {
      server = receive(mailbox, behaviour);
      await listen(server, port);
    },
  };
}

async function listen(server: SMTPServer, port: number) {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server.server;
}

interface Behaviour {
  refusal: number | null;
  delayMs: number;
  /** The IDs of the sessions whose mails it is about to accept. */
  delayed: Set<string>;
}

function receive({ folder }: Mailbox, behaviour: Behaviour): SMTPServer {
  const { delayed } = behaviour;
  const server = new SMTPServer({
    // Its certificate is signed by nobody: a client that was offered TLS would refuse it.
    disabledCommands: ["STARTTLS", "AUTH"],
    onMailFrom: (_address, _session, done) => {
      const status = behaviour.refusal;
      done(status ? Object.assign(new Error("Refused by the test"), { responseCode: status }) : null);
    },
    onClose: ({ id }) => void delayed.delete(id),
    onData(stream, { id, envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        if (behaviour.delayMs > 0) {
          delayed.add(id);
          await delay(behaviour.delayMs);
          if (!delayed.delete(id)) return;
        }
        const number = String(readdirSync(folder).length + 1).padStart(6, "0");
        const written = join(folder, `${number}.part`);
        writeFileSync(written, Buffer.concat(chunks));
        renameSync(written, join(folder, number + endOfName(envelope.rcptTo[0]!.address)));
        done();
      });
    },
  });
  server.on("error", () => {}); // a client that breaks off, for example because it was killed
  return server;
}
