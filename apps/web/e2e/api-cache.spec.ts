// A server that keeps answers: what each face says of one that was there, and how often something is computed.
import { expect, test } from "@playwright/test";
import { countRuns, startServer } from "./start-server.ts";

const text = "The room was small, but the view made up for all of it.";
const json = { "content-type": "application/json" };
const mcp = { ...json, accept: "application/json, text/event-stream" };

test("every face gives a kept answer, says so, and nothing is computed again", async () => {
  const env = { CACHE: "on", LOG_LEVEL: "debug" };
  const server = await startServer(env, { untilReady: true });
  const post = async (path: string, body: object, headers: Record<string, string> = json) => {
    const init = { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) };
    const response = await fetch(`${server.url}${path}`, init);
    expect(response.status, path).toBe(200);
    return response.text();
  };
  const rest = "/api/v1/sentiment-analysis";
  // Equal ones at a time are computed once.
  const first = await Promise.all([
    post(rest, { text }),
    post(rest, { text }),
    post(rest, { text }),
  ]);
  expect(first.filter((reply) => reply.includes('"cached":false'))).toHaveLength(1);

  expect(await post(rest, { text })).toContain('"cached":true');
  expect(await post(rest, { inputs: [{ text }] })).toContain('"cached":true');
  expect(await post(`${rest}/events`, { text })).toContain('"cached":true');
  expect(await post("/predict", { text: [text] })).toContain('"label":"POSITIVE"');
  expect(await post("/demo", { inputs: [text] })).toContain("POSITIVE");
  expect(await post("/gradio_api/run/sentiment-analysis", { data: [text] })).toContain(
    '"cached":true',
  );
  const params = { name: "sentiment-analysis", arguments: { text } };
  const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
  expect(await post("/mcp", call, mcp)).toContain("from the cache");

  const noStore = { "cache-control": "no-store", "x-request-id": "a-request-of-the-tests" };
  expect(await post(rest, { text }, noStore)).toContain('"cached":false');
  expect(await post("/gradio_api/run/sentiment-analysis", { data: [text] }, noStore)).toContain(
    '"cached":false',
  );
  expect(await post("/mcp", call, { ...mcp, ...noStore })).not.toContain("from the cache");

  expect(await server.stop()).toBe(0);
  expect(countRuns(server, "computed")).toBe(4);
  const lines = server.output().split("\n");
  const named = lines.filter((line) => line.includes('"requestId":"a-request-of-the-tests"'));
  const said = (message: string) => named.filter((line) => line.includes(`"message":"${message}"`));
  // What is computed and how it ended is found by the request's id, with the run's.
  expect([said("computed").length, said("run ended").length, said("request").length]).toEqual([
    3, 3, 3,
  ]);
  expect(said("run ended")[0]).toMatch(/"runId":"[0-9a-f]{8}…"/u);
  expect(server.output()).not.toContain("The room was small");
});
