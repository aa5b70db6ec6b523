// Each request of a test gets a connection of its own, so that each goes to the next instance of the cluster.
import http from "node:http";

http.globalAgent = new http.Agent({ keepAlive: false });

const original = globalThis.fetch;

async function fetchAnew(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  request.headers.set("connection", "close");
  return original(request);
}

// Runs once for each test file, in the same process.
if (original.name !== fetchAnew.name) globalThis.fetch = fetchAnew;
