// Shows what Node's own HTTP server costs. The gate is compared with it.
import { createServer } from "node:http";
import { report } from "./peer.mjs";

const server = createServer((_request, response) => response.end("hello"));
server.listen(0, "127.0.0.1", () => report(server.address().port));
