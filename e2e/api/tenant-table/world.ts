import { randomBytes } from "node:crypto";
import { call, newDeveloper } from "#e2e/api/client.ts";
import { type SignToken, tokenSigner } from "#e2e/api/tenant-table/access-tokens.ts";
import { openRowsStore, type RowsStore } from "#e2e/api/tenant-table/rows-store.ts";
import type { TestServer } from "#e2e/test-server.ts";
import { newId } from "#lib/ids.ts";
import { mintOpaqueToken, type OpaqueKind } from "#lib/opaque-token.ts";

export type Role = "owner" | "admin" | "developer" | "viewer";

export interface Person {
  userId: string;
  email: string;
  password: string;
  /** Of a live session. */
  token: string;
  expiredToken: string;
}

/** What all worlds have in common. */
export interface Setting {
  server: TestServer;
  store: RowsStore;
  sign: SignToken;
  password: string;
  passwordHash: string;
  /** The IDs of all workspaces "ours", and of all users who don't belong to them. */
  ours: Set<string>;
  strangers: Set<string>;
}

const DAY_MS = 86_400_000;
/** Every scope that a developer can give a key. */
export const DEVELOPER_SCOPES = [
  "keys:read",
  "keys:write",
  "keys:verify",
  "usage:read",
  "workspace:read",
  "data:read",
];
const PLAN = "tenant-table";

export async function prepareSetting(server: TestServer): Promise<Setting> {
  const [store, sign, { email, password }] = await Promise.all([
    openRowsStore(server),
    tokenSigner(server),
    newDeveloper(server),
  ]);
  const [row] = await store.query("select password_hash from users where email = $1", [email]);
  await store.query(
    "insert into plans (id, name, requests_per_minute, position) values ($1, $2, $3, $4) on conflict do nothing",
    [PLAN, PLAN, 1_000_000, 99],
  );
  return {
    server,
    store,
    sign,
    password,
    passwordHash: String(row!.password_hash),
    ours: new Set(),
    strangers: new Set(),
  };
}

/**
 * The people and things that the callers of the table have and ask for. Everything is created when it is first used, and
 * once. A request that changes something leaves a world that others can't use: take a new one.
 */
export class World {
  readonly setting: Setting;
  readonly #made = new Map<string, Promise<unknown>>();

  constructor(setting: Setting) {
    this.setting = setting;
  }

  /** A text that nothing else in the database has. */
  unique(): string {
    return randomBytes(6).toString("hex");
  }

  /** Creates something once. */
  once<T>(name: string, create: () => Promise<T>): Promise<T> {
    const made = this.#made.get(name) ?? create();
    this.#made.set(name, made);
    return made as Promise<T>;
  }

  /** The ID of a workspace; "ours" is the one that the table's requests are about. */
  workspace(name: "ours" | "theirs" | "operators" = "ours"): Promise<string> {
    return this.once(`workspace ${name}`, async () => {
      const id = newId("ws", Date.now());
      await this.setting.store.insert("workspaces", {
        id,
        name: `The workspace ${id}`,
        plan_id: PLAN,
        created_at: new Date(),
        key_includes_environment: true,
        key_style: "base62",
        rotation_overlap_max_seconds: 604_800,
      });
      if (name === "ours") this.setting.ours.add(id);
      return id;
    });
  }

  /** A user with this role in a workspace; null: in none. `who` tells people with the same role apart. */
  person(
    role: Role | null,
    { of = "ours", who = role ?? "nobody", flags = {} }: PersonOptions = {},
  ): Promise<Person> {
    return this.once(`person ${of} ${who}`, async () => {
      const person = await this.#newUser(flags);
      if (role) await this.join(await this.workspace(of), person.userId, role);
      if (!role || of === "theirs") this.setting.strangers.add(person.userId);
      return person;
    });
  }

  async join(workspaceId: string, userId: string, role: Role): Promise<void> {
    const row = { workspace_id: workspaceId, user_id: userId, role, created_at: new Date() };
    await this.setting.store.insert("members", row);
  }

  async #newUser(flags: PersonOptions["flags"]): Promise<Person> {
    const { store, sign, password, passwordHash } = this.setting;
    const now = new Date();
    const userId = newId("usr", now.getTime());
    const email = `table-${this.unique()}@example.test`;
    await store.insert("users", {
      id: userId,
      email,
      name: "Test Developer",
      password_hash: passwordHash,
      email_verified_at: now,
      operator: false,
      created_at: now,
      ...flags,
    });
    const sessionId = await this.newSession(userId);
    const [token, expiredToken] = await Promise.all([
      sign(userId, sessionId),
      sign(userId, sessionId, new Date(now.getTime() - 2 * 3_600_000)),
    ]);
    return { userId, email, password, token, expiredToken };
  }

  async newSession(userId: string): Promise<string> {
    const now = new Date();
    const id = newId("ses", now.getTime());
    await this.setting.store.insert("sessions", {
      id,
      user_id: userId,
      kind: "api",
      created_at: now,
      last_used_at: now,
      expires_at: new Date(now.getTime() + DAY_MS),
    });
    return id;
  }

  /** An API key that this person has created, by default with every scope. */
  async newKey(
    creator: Person,
    { scopes = [...DEVELOPER_SCOPES, "audit:read"], environment = "live" } = {},
  ): Promise<Key> {
    const made = await call(this.setting.server, "POST", "/api/v1/keys", {
      token: creator.token,
      body: { name: "test", scopes, environment },
    });
    if (made.status !== 201) throw new Error(`No key was created: ${JSON.stringify(made.body)}`);
    return made.body.data;
  }

  /** A key of our workspace that nobody uses as a credential. */
  key(): Promise<Key> {
    return this.once("target key", async () => this.newKey(await this.person("owner")));
  }

  /** Stores the hash of a new token, and returns the token. */
  async newToken(kind: OpaqueKind, table: string, row: Parameters<RowsStore["insert"]>[1]): Promise<string> {
    const { token, tokenHash } = mintOpaqueToken(kind);
    const times = { created_at: new Date(), expires_at: new Date(Date.now() + DAY_MS) };
    await this.setting.store.insert(table, { token_hash: tokenHash, ...times, ...row });
    return token;
  }

  /** An unused token of an emailed link. */
  linkToken(purpose: string, owner: { user_id: string } | { sign_up_id: string } | { about_id: string }) {
    return this.newToken("code", "codes", { purpose, ...owner });
  }

  async refreshToken(): Promise<string> {
    const { userId } = await this.person("owner");
    return this.newToken("refresh", "refresh_tokens", { session_id: await this.newSession(userId) });
  }

  /** The token of the link that activates a new sign-up. */
  async signUpToken(): Promise<string> {
    const id = newId("sup", Date.now());
    await this.setting.store.insert("sign_ups", {
      id,
      email: `table-${this.unique()}@example.test`,
      password_hash: this.setting.passwordHash,
      created_at: new Date(),
      expires_at: new Date(Date.now() + DAY_MS),
    });
    return this.linkToken("verify_email", { sign_up_id: id });
  }

  /** The token of the link that confirms our owner's new email. */
  async emailChangeToken(): Promise<string> {
    const id = newId("emc", Date.now());
    const { userId } = await this.person("owner");
    const times = { created_at: new Date(), expires_at: new Date(Date.now() + DAY_MS) };
    const new_email = `table-${this.unique()}@example.test`;
    await this.setting.store.insert("email_changes", { id, user_id: userId, new_email, ...times });
    return this.linkToken("confirm_email", { about_id: id });
  }

  /** A pending invitation to our workspace. */
  async invitation(email = `table-${this.unique()}@example.test`): Promise<{ id: string; token: string }> {
    const id = newId("inv", Date.now());
    await this.setting.store.insert("invitations", {
      id,
      workspace_id: await this.workspace(),
      email,
      role: "viewer",
      invited_by_id: (await this.person("owner")).userId,
      created_at: new Date(),
      expires_at: new Date(Date.now() + DAY_MS),
    });
    return { id, token: await this.linkToken("invitation", { about_id: id }) };
  }
}

export interface Key {
  id: string;
  secret: string;
}

interface PersonOptions {
  of?: "ours" | "theirs" | "operators";
  who?: string;
  /** Columns of their row. */
  flags?: Record<string, string | boolean | Date>;
}
