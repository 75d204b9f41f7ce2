// The other faces of the API are there in the build, with and without a slash at the end.
import { expect, test } from "@playwright/test";

test("OpenAPI describes the tasks and the runs", async ({ request }) => {
  const document: unknown = await (await request.get("/openapi.json")).json();
  expect(document).toMatchObject({ openapi: "3.1.1" });
  expect(document).toHaveProperty(["paths", "/api/v1/summarization", "post"]);
  expect(document).toHaveProperty(["paths", "/api/v1/runs/{id}", "delete"]);
});

for (const slash of ["", "/"]) {
  test(`MCP lists and calls the tasks at /mcp${slash}`, async ({ request }) => {
    const headers = { accept: "application/json, text/event-stream" };
    const ask = async (method: string, params: object = {}) => {
      const data = { jsonrpc: "2.0", id: 1, method, params };
      return (await request.post(`/mcp${slash}`, { data, headers, maxRedirects: 0 })).text();
    };
    expect(await ask("tools/list")).toContain('"name":"sentiment-analysis"');
    const call = { name: "sentiment-analysis", arguments: { text: "I love it." } };
    expect(await ask("tools/call", call)).toContain('"label":"POSITIVE"');
  });

  test(`Gradio's clients find the app at /config${slash} and call it`, async ({ request }) => {
    const config = await request.get(`/config${slash}`, { maxRedirects: 0 });
    expect(await config.text()).toContain("sentiment-analysis");
    const call = `/gradio_api/call/sentiment-analysis${slash}`;
    const started = await request.post(call, { data: { data: ["I love it."] }, maxRedirects: 0 });
    const eventId = /"event_id":"(\w+)"/.exec(await started.text())?.[1] ?? "";
    const events = await request.get(`/gradio_api/call/sentiment-analysis/${eventId}`);
    expect(await events.text()).toContain("event: complete");
    const run: unknown = await (await request.get(`/api/v1/runs/${eventId}`)).json();
    expect(run).toMatchObject({ id: eventId, status: "done" });
  });
}

test("a page of another origin may not use them", async ({ request }) => {
  const headers = { origin: "https://other.example" };
  const data = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  expect((await request.post("/mcp", { data, headers })).status()).toBe(403);
  const config = await request.get("/config", { headers });
  expect(config.headers()).not.toHaveProperty("access-control-allow-origin");
});
