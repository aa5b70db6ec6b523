import { expect, test } from "vitest";
import { readAddress } from "#lib/gate/gate-request.ts";

test.each([
  "http://localhost:3000/api/v1/me",
  "https://api.example.com/api/v1/keys?limit=2&cursor=a/b?c",
  "http://[::1]:3000/api/v1/me?",
  "http://localhost/?x=http://other/",
  "http://localhost/api/v1/me?a=1#b?c=2",
  "http://localhost/api/v1/me#b",
  "http://localhost/",
])("%s is split into the same parts as by URL", (url) => {
  const { origin, pathname, search } = new URL(url);
  const address = readAddress(url);
  expect({ ...address, search: address.search.replace(/^\?$/, "") }).toEqual({
    origin,
    path: pathname,
    search,
  });
});
