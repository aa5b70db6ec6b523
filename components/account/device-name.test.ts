import { expect, test } from "vitest";
import { deviceName } from "#components/account/device-name.ts";

const chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0";
const safari = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6";

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Linux"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36`, "Chrome on Windows"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/130.0.0.0`, "Edge on Windows"],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${safari} Safari/605.1.15`, "Safari on macOS"],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) ${safari} Mobile/15E148 Safari/604.1`,
    "Safari on iPhone",
  ],
  [`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${chrome} Mobile Safari/537.36`, "Chrome on Android"],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${chrome} Safari/537.36`, "Chrome on ChromeOS"],
  [`Mozilla/5.0 (X11; Linux x86_64) ${chrome} Safari/537.36 OPR/115.0.0.0`, "Opera on Linux"],
  ["curl/8.5.0", "curl 8.5.0"],
  ["python-requests/2.32.3", "python-requests 2.32.3"],
  ["node", "node"],
  ["Mozilla/5.0 (Windows NT 10.0)", "Browser on Windows"],
  ["Mozilla/5.0", "Unknown device"],
  ["", "Unknown device"],
  [null, "Unknown device"],
  ["<script>alert(1)</script>", "Unknown device"],
])("%s is %s", (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});
