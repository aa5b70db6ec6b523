// For Docker's HEALTHCHECK: exit code 0 if the server is ready for requests. The image has no curl.
// biome-ignore lint/style/noProcessEnv: env.ts would need all settings to be valid
const { PORT = "3000" } = process.env;
const answer = await fetch(`http://127.0.0.1:${PORT}/readyz`, { signal: AbortSignal.timeout(4000) }).catch(
  () => null,
);
process.exit(answer?.ok ? 0 : 1);
