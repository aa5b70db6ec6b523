import { afterAll, expect, test, vi } from "vitest";

afterAll(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

test.each([
  ["http://localhost:3000", "true", undefined],
  ["https://keys.example.com", "", "max-age=31536000"],
  ["https://keys.example.com", "true", "max-age=31536000; includeSubDomains"],
])("with APP_URL %s and HSTS_INCLUDE_SUBDOMAINS %j, HSTS is %s", async (appUrl, subdomains, expected) => {
  vi.resetModules();
  vi.stubEnv("APP_URL", appUrl);
  vi.stubEnv("SMTP_URL", "smtp://localhost:25");
  vi.stubEnv("HSTS_INCLUDE_SUBDOMAINS", subdomains);
  const { SECURITY_HEADERS } = await import("#lib/server/security-headers.ts");
  expect(SECURITY_HEADERS["strict-transport-security"]).toBe(expected);
});
