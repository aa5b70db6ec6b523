import { expect, test } from "vitest";
import { pageUrl } from "#app/page-url.ts";

test("the URL of a page has its whole query", () => {
  const search = {
    environment: "test",
    path: "/v1/orders/*",
    status: ["4xx", "5xx"],
    q: undefined,
    from: "",
  };
  const url = pageUrl("/settings/requests", search);
  expect(url).toBe("/settings/requests?environment=test&path=%2Fv1%2Forders%2F*&status=4xx&status=5xx&from=");
  expect(pageUrl("/settings/usage", {})).toBe("/settings/usage");
});
