import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { workspaceOf } from "#e2e/api/invitations.ts";
import { userIdOf } from "#e2e/api/operators.ts";
import { query } from "#e2e/api/store.ts";
import type { TestServer } from "#e2e/test-server.ts";

/** Someone who has signed up, with a session and a key. */
export interface Customer {
  token: string;
  key: string;
  keyId: string;
  workspaceId: string;
  userId: string;
}

const CUSTOMERS = 12;
const EVENTS = 20_000;
const SCOPES = ["keys:read", "keys:write", "usage:read", "workspace:read", "audit:read"];

/** Customers whose audit logs are large enough for slow downloads. */
export async function newCustomers(server: TestServer): Promise<Customer[]> {
  const customers: Customer[] = [];
  for (let at = 0; at < CUSTOMERS; at += 1) customers.push(await newCustomer(server));
  return customers;
}

async function newCustomer(server: TestServer): Promise<Customer> {
  const developer = await newDeveloper(server);
  const workspaceId = await workspaceOf(server, developer);
  await addEvents(server, workspaceId);
  const { id: keyId, secret: key } = await newKey(server, developer, { scopes: SCOPES });
  const userId = await userIdOf(server, developer);
  return { token: developer.accessToken, key, keyId, workspaceId, userId };
}

/** As if they were sealed, so that the sealer doesn't work on them during an attack. */
async function addEvents(server: TestServer, workspaceId: string): Promise<void> {
  const yesterday = Date.now() - 86_400_000;
  const at = server.dialect === "sqlite" ? `${yesterday} + i` : `to_timestamp((${yesterday} + i) / 1000.0)`;
  await query(
    server,
    `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${EVENTS})
     insert into audit_events (id, at, workspace_id, action, actor_type, target_type, target_label, number, hash)
     select '${workspaceId}_' || i, ${at}, $1, 'key.changed', 'system', 'key', '${"x".repeat(300)}', i, '' from n`,
    [workspaceId],
  );
}
