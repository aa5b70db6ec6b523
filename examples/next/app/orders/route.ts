// A route handler that needs a key with the scope data:read.
import { Gate, latchkey } from "@latchkey/sdk/next";

const gate = new Gate({ url: process.env.LATCHKEY_GATE_URL ?? "http://127.0.0.1:3001" });

export const GET = latchkey(gate, { scopes: ["data:read"] }, (request) => {
  const { externalId, plan } = request.latchkey;
  return Response.json({ orders: [], customer: externalId, plan });
});
