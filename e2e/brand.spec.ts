import { newDeveloper, newKey } from "#e2e/api/client.ts";
import { newOperator, operate } from "#e2e/api/operators.ts";
import { expect, logIn, test } from "#e2e/fixtures.ts";
import { listen, lookAtAll } from "#e2e/look.ts";
import { type OwnServer, startTestServer } from "#e2e/test-server.ts";

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="#e11d48"/></svg>';
const WIDE_LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 32"><rect width="160" height="32" fill="#e11d48"/></svg>';
const LONG_NAME = "Department of Interplanetary Logistics and Warehouses";
// A color that nobody could read as it is, on light pages.
const BRANDING = {
  name: "Parcel & Post",
  accent: "#ffcc00",
  support_email: "help@parcel.example",
  docs_url: "https://docs.parcel.example/",
  terms_url: "https://parcel.example/terms",
  api_url: "https://api.parcel.example/v2",
};

test.describe("an installation with a brand", () => {
  let own: OwnServer;
  let brand: (branding: object) => Promise<unknown>;
  test.beforeAll(async () => {
    own = await startTestServer({
      dialect: "sqlite",
      env: { TRUSTED_PROXIES: "127.0.0.1,::1" },
      waitForPages: true,
    });
    const operator = await newOperator(own);
    brand = (branding) => operate(own, operator, "PATCH", "settings", { branding });
    await brand(BRANDING);
    const image = Buffer.from(LOGO).toString("base64");
    await operate(own, operator, "PUT", "settings/logo", { image });
  });
  test.afterAll(() => own.end());

  test("its pages can be read in both themes, whatever the accent", async ({ browser }, testInfo) => {
    test.setTimeout(120_000);
    const developer = await newDeveloper(own);
    await newKey(own, developer, { name: "ci-pipeline" });
    const storageState = await logIn(own, browser, developer);
    for (const { path, ...context } of [
      { path: "/" },
      { path: "/signup" },
      { path: "/settings/api-keys", storageState },
    ]) {
      const page = await browser.newPage({ baseURL: own.url, reducedMotion: "reduce", ...context });
      const errors = listen(page);
      await page.goto(path);
      await expect(page.getByRole("link", { name: BRANDING.name })).toBeVisible();
      await lookAtAll(page, path, testInfo);
      expect(errors).toEqual([]);
      await page.close();
    }
  });

  test("a change of the brand shows with the next page", async ({ browser }) => {
    const page = await browser.newPage({ baseURL: own.url });
    await page.goto("/login");
    await expect(page).toHaveTitle(`Log in · ${BRANDING.name}`);
    const logo = page.locator('header img[src^="/branding/logo/"]');
    expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    await brand({ name: "Renamed" });
    await page.reload();
    await expect(page).toHaveTitle("Log in · Renamed");
    await expect(page.getByRole("link", { name: "Renamed" })).toBeVisible();
    await page.close();
  });

  test("a long name and a wide logo leave room for what is beside them", async ({ browser }, testInfo) => {
    test.setTimeout(120_000);
    const developer = await newDeveloper(own);
    const storageState = await logIn(own, browser, developer);
    await brand({ name: LONG_NAME });
    const image = Buffer.from(WIDE_LOGO).toString("base64");
    await operate(own, await newOperator(own), "PUT", "settings/logo", { image });
    for (const { path, ...context } of [
      { path: "/" },
      { path: "/login" },
      { path: "/docs" },
      { path: "/settings/api-keys", storageState },
    ]) {
      const page = await browser.newPage({ baseURL: own.url, reducedMotion: "reduce", ...context });
      await page.goto(path);
      await lookAtAll(page, path, testInfo);
      for (const width of [375, 1440]) {
        await page.setViewportSize({ width, height: 844 });
        const sign = (await page.getByRole("link", { name: LONG_NAME }).boundingBox())!;
        expect(sign.height, `${path}, ${width} px: the name is on one line`).toBeLessThan(50);
        const logo = (await page.locator('header img[src^="/branding/logo/"]').boundingBox())!;
        expect(logo.x + logo.width).toBeLessThanOrEqual(sign.x + sign.width + 1);
        const beside = page
          .locator("header")
          .getByRole("button")
          .or(page.getByRole("link", { name: "Log in" }));
        const next = await beside.first().boundingBox();
        if (path !== "/login") expect(next!.x).toBeGreaterThanOrEqual(sign.x + sign.width);
      }
      await page.close();
    }
  });
});
