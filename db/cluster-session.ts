import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { endSession, lockingSession } from "#db/session-locks.ts";

const MEMBERS_LOCK = 7_263_003;
const LEADER_LOCK = 7_263_004;
const CHANNEL = "latchkey_instances";
const EVERY_MS = 250;
/** How often an instance looks whether the leader is silent. */
const LOOK_EVERY_ROUNDS = 8;
/** A leader asks PostgreSQL four times a second. If it hasn't for this long, its process hangs, or has been stopped. */
const LONGEST_SILENCE = "10 seconds";

interface Listeners {
  /** What another instance, or this one, has sent to all. */
  message: (text: string) => void;
  /** This instance leads from now on, or no longer. */
  leads: (leads: boolean) => void;
  /** The connection is open, or can't be used. It is tried again four times a second, and said once. */
  connected: (connected: boolean, error?: unknown) => void;
}

/**
 * An instance's own connection to its cluster. While it is open, the others know this instance and reach it with messages.
 * One of them all is the leader: it holds an advisory lock, which the server releases however the leader ends.
 */
export class ClusterSession {
  readonly #id: string;
  readonly #connect: () => Promise<pg.Client>;
  #listeners: Listeners;
  #client: pg.Client | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #broken = false;
  #connected: boolean | null = null;
  #leads = false;
  #rounds = 0;
  #ended = false;
  readonly #joined = Promise.withResolvers<void>();
  readonly #running: Promise<void>;

  /** `id`: up to 63 characters, unlike that of any other instance. */
  constructor(url: string, id: string, listeners: Listeners) {
    this.#id = id;
    this.#listeners = listeners;
    this.#connect = () => {
      this.#broken = false;
      return lockingSession(url, () => {
        this.#broken = true;
      });
    };
    this.#running = this.#run();
  }

  /**
   * Sends a message to all instances, this one too. Returns the IDs of those that were there when it was sent. Throws if
   * this instance has no connection.
   */
  async send(text: string): Promise<string[]> {
    const rows = await this.#query<{ id: string }>(SEND, [CHANNEL, text, MEMBERS_LOCK]);
    return rows.map(({ id }) => id);
  }

  /** Resolves when the others know this instance for the first time, or when it has left. */
  get joined(): Promise<void> {
    return this.#joined.promise;
  }

  /** Leaves the cluster. Another instance leads at once. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#joined.resolve();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      // Whatever fails: the connection is opened again.
      const error = await this.#stay().catch((failure: unknown) => failure);
      this.#lead(false);
      if (!this.#ended) this.#noteConnected(false, error);
      await this.#close();
      if (!this.#ended) await sleep(EVERY_MS);
    }
  }

  /** Stays in the cluster until the connection breaks or this instance leaves. */
  async #stay(): Promise<void> {
    this.#client = await this.#connect();
    this.#client.on("notification", ({ payload }) => this.#listeners.message(payload ?? ""));
    await this.#query("select set_config('application_name', $1, false)", [this.#id]);
    await this.#query(`listen ${CHANNEL}`);
    await this.#query("select pg_advisory_lock_shared($1)", [MEMBERS_LOCK]);
    this.#joined.resolve();
    this.#noteConnected(true);
    while (!this.#broken && !this.#ended) {
      await this.#tryToLead();
      await sleep(EVERY_MS);
    }
  }

  async #tryToLead(): Promise<void> {
    if (this.#leads) return void (await this.#query("select 1"));
    const [row] = await this.#query("select pg_try_advisory_lock($1) as held", [LEADER_LOCK]);
    if (row!.held) this.#lead(true);
    else if (this.#rounds++ % LOOK_EVERY_ROUNDS === 0) await this.#query(END_SILENT_LEADER, [LEADER_LOCK]);
  }

  /** Runs a statement when the earlier ones are done. */
  #query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = this.#client;
    if (!client) return Promise.reject(new Error("This instance has no connection to its cluster"));
    const done = this.#last.then(() => client.query<Row>(text, values)).then(({ rows }) => rows);
    this.#last = done.catch(() => {});
    return done;
  }

  #noteConnected(connected: boolean, error?: unknown): void {
    if (this.#connected === connected) return;
    this.#connected = connected;
    this.#listeners.connected(connected, error);
  }

  #lead(leads: boolean): void {
    if (this.#leads === leads) return;
    this.#leads = leads;
    this.#listeners.leads(leads);
  }

  async #close(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await endSession(client);
  }
}

const HOLDERS = `select pid from pg_locks
  where locktype = 'advisory' and granted and classid = 0 and objsubid = 1
    and database = (select oid from pg_database where datname = current_database())`;

// Within a transaction, PostgreSQL sends the same message once.
const SEND = `select application_name as id, pg_notify($1, $2) from pg_stat_activity
  where pid in (${HOLDERS} and objid = $3)`;

// The session of a process that was stopped stays open, so the others end it. If the process wakes up, it finds out.
const END_SILENT_LEADER = `select pg_terminate_backend(pid) from pg_stat_activity
  where pid in (${HOLDERS} and objid = $1) and state_change < clock_timestamp() - interval '${LONGEST_SILENCE}'`;
