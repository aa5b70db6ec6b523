// Shows what Next itself costs. The benchmark copies it to app/bench/route.ts in its copy of the project, for
// `next start`. It reads the same header and returns as many bytes as GET /api/v1/me, and does nothing else.
const BODY = {
  data: {
    actor: { type: "api_key", id: "key_0000000000000000000000000", name: "bench" },
    workspace: { id: "ws_0000000000000000000000000", name: "Bench", plan: "bench", role: null },
    environment: "live",
    scopes: ["data:read"],
  },
};

export function GET(request: Request): Response {
  const credential = request.headers.get("x-api-key");
  return Response.json(BODY, { status: credential ? 200 : 401 });
}
