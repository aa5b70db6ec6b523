// One Express app, protected by the SDK's middleware, by hand, or not at all. Arguments: a folder, how, the gate's address,
// and the SDK's middleware for Express.
import express from "express";
import { guardByHand } from "./guard-by-hand.mjs";

const [how, gateUrl, sdk] = process.argv.slice(3);
const guards = {
  sdk: async () => {
    const { Gate, latchkey } = await import(sdk);
    return latchkey(new Gate({ url: gateUrl }));
  },
  "by-hand": () => guardByHand(gateUrl),
  none: () => (request, _response, next) => {
    request.latchkey = { plan: "none" };
    next();
  },
};

const app = express();
app.get("/orders", await guards[how](), (request, response) => {
  response.json({ orders: [], plan: request.latchkey.plan });
});
const server = app.listen(0, "127.0.0.1", () => {
  process.send({ url: `http://127.0.0.1:${server.address().port}`, keys: [] });
});
process.once("disconnect", () => process.exit());
process.once("SIGTERM", () => process.exit());
