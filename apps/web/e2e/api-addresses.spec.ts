// Addresses at which there is nothing, and pages asked for in ways that pages do not take.
import { expect, test } from "@playwright/test";

const browser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

for (const [method, path] of [
  ["POST", "/call/summarization"],
  ["POST", "/v1/chat/completions"],
  ["GET", "/info"],
  ["GET", "/no/such/page"],
  ["DELETE", "/queue/join"],
] as const) {
  test(`${method} ${path} is told in JSON where the API is`, async ({ request }) => {
    for (const accept of ["*/*", "application/json"]) {
      const response = await request.fetch(path, { method, headers: { accept } });
      expect(response.status()).toBe(404);
      expect(response.headers()["content-type"]).toBe("application/problem+json");
      expect(await response.json()).toMatchObject({
        code: "unknown-route",
        detail: expect.stringMatching(/POST \/api\/v1\/summarization.*gradio_client 1\.4/u),
      });
    }
  });
}

test("a browser at an unknown address gets a page", async ({ request }) => {
  const response = await request.get("/no/such/page", { headers: browser });
  expect(response.status()).toBe(404);
  expect(await response.text()).toContain("There is nothing at this address");
});

test("a page takes no POST, and says what it takes", async ({ request }) => {
  for (const path of ["/", "/summarization", "/embed/summarization"]) {
    const response = await request.post(path, { data: { text: "a" } });
    expect(response.status(), path).toBe(405);
    expect(response.headers()["allow"], path).toBe("GET, HEAD");
    expect(await response.json()).toMatchObject({ code: "method-not-allowed" });
  }
});

test("/mcp is a page for browsers alone", async ({ request }) => {
  const page = await request.get("/mcp", { headers: browser });
  expect(page.status()).toBe(200);
  expect(await page.text()).toContain("Model Context Protocol");
  const stream = await request.get("/mcp", { headers: { accept: "text/event-stream" } });
  expect(stream.status()).toBe(405);
  const posted = await request.post("/mcp", { headers: browser, data: {} });
  expect(await posted.json()).toMatchObject({ jsonrpc: "2.0" });
});

test("an address of the API may end with a slash, without a redirect that loses the body", async ({
  request,
}) => {
  const data = { text: "The view made up for all of it." };
  const response = await request.post("/api/v1/sentiment-analysis/", { data, maxRedirects: 0 });
  expect(response.status()).toBe(200);
});
