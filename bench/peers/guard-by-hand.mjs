// The gate, called by hand, as short as it can be and still be safe: it fails closed, and passes refusals on. Unlike the
// SDK, it doesn't pass on the limits of requests that may pass, and can't ask for scopes.
import { Pool } from "undici";

const PASSED_ON = ["content-type", "www-authenticate", "retry-after", "request-id"];

export function guardByHand(gateUrl) {
  const pool = new Pool(gateUrl, { connections: 256, headersTimeout: 200, bodyTimeout: 200 });
  return async (request, response, next) => {
    try {
      const { statusCode, headers, body } = await pool.request({
        path: "/gate",
        method: "GET",
        headers: forwarded(request),
      });
      if (statusCode === 200 && headers["x-gate-key-id"]) {
        await body.dump();
        request.latchkey = { keyId: headers["x-gate-key-id"], plan: headers["x-gate-plan"] };
        return next();
      }
      if (statusCode !== 401 && statusCode !== 403 && statusCode !== 429) throw new Error("No decision.");
      for (const name of PASSED_ON) if (headers[name]) response.setHeader(name, headers[name]);
      response.status(statusCode).end(await body.text());
    } catch {
      response.status(503).json({ code: "unavailable" });
    }
  };
}

function forwarded(request) {
  const headers = {
    "x-forwarded-method": request.method,
    "x-forwarded-uri": request.originalUrl,
    "x-forwarded-for": request.ip,
  };
  for (const name of ["x-api-key", "authorization"])
    if (request.headers[name]) headers[name] = request.headers[name];
  return headers;
}
