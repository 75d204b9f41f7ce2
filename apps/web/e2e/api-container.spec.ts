// The production build as a container of SageMaker's, and as the app that asks such a container.
import { startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { expect, test } from "@playwright/test";
import { startServer } from "./start-server.ts";

const startContainer = () =>
  startServer(
    { SAGEMAKER_BIND_TO_PORT: "0" },
    { untilReady: true, words: ["serve"], readyPath: "/ping" },
  );

async function post(url: string, body: object, accept = "application/json") {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept },
    body: JSON.stringify(body),
  });
}

const text = "The light was lit in 1904. It has burnt ever since. People come from far to see it.";

test("started with the argument of SageMaker it has /ping and /invocations alone", async () => {
  const container = await startContainer();
  const invoke = async (body: object) => {
    const reply = await post(`${container.url}/invocations`, body);
    return (await reply.json()) as Record<string, unknown>;
  };
  expect(await invoke({ task: "sentiment-analysis", text: "A wonderful film." })).toMatchObject({
    label: "POSITIVE",
    run: { backend: "onnx" },
  });
  const question = "When was the light lit?";
  const asked = { task: "question-answering", question, context: text };
  expect(await invoke(asked)).toMatchObject({ found: true, answer: "1904" });
  const inputs = [{ text, length: 1 }, { text: "" }];
  const many = await invoke({ task: "summarization", inputs });
  expect(many).toMatchObject({
    outputs: [{ kind: "extractive" }, { code: "invalid-input", field: "inputs[1].text" }],
  });
  const events = await post(
    `${container.url}/invocations`,
    { task: "sentiment-analysis", text },
    "text/event-stream",
  );
  expect(await events.text()).toContain("event: run-end");
  expect(await invoke({ task: "sentiment-analysis" })).toMatchObject({ field: "text" });
  const paths = ["/", "/healthz", "/readyz", "/api/v1/status", "/openapi.json", "/mcp", "/config"];
  for (const path of paths) expect((await fetch(container.url + path)).status, path).toBe(404);
  const rest = await post(`${container.url}/api/v1/sentiment-analysis`, { text });
  expect(rest.status).toBe(404);
  expect(await container.stop()).toBe(0);
});

test("elsewhere there is neither", async ({ baseURL }) => {
  const url = baseURL ?? "";
  const ping = await fetch(`${url}/ping`);
  expect(ping.status).toBe(404);
  expect(await ping.json()).toMatchObject({ code: "unknown-route" });
  const invoked = await post(`${url}/invocations`, { task: "sentiment-analysis", text });
  expect(invoked.status).toBe(404);
});

test("the small models' endpoint answers before the server's CPU, which answers when it fails", async () => {
  const container = await startContainer();
  const local = await startSagemakerLocal({ small: container.url });
  const server = await startServer(
    {
      SAGEMAKER_SMALL_ENDPOINT: "local-small-endpoint",
      AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: local.url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
    { untilReady: true },
  );
  const ask = async (backend = "auto") => {
    const reply = await post(`${server.url}/api/v1/sentiment-analysis`, { text, backend });
    return (await reply.json()) as Record<string, unknown>;
  };
  // Its own CPU was tried at the start, and nothing else.
  expect(local.requests).toEqual([]);
  expect(await ask()).toMatchObject({ run: { backend: "sagemaker-small", notice: null } });
  expect(await ask("onnx")).toMatchObject({ run: { backend: "onnx" } });
  local.setFault("access-denied", { scope: "small" });
  expect(await ask()).toMatchObject({
    run: { backend: "onnx", notice: "SageMaker could not answer; the server's CPU did." },
  });
  const status = (await (await fetch(`${server.url}/api/v1/status`)).json()) as object;
  expect(status).toMatchObject({
    backends: [
      { backend: "sagemaker-small", role: "small", name: "SageMaker", available: false },
      { backend: "onnx", available: true },
    ],
  });
  expect(await server.stop()).toBe(0);
  expect(server.output()).toContain("small models' endpoint failed");
  expect(server.output()).not.toContain("burnt");
  await local.close();
  expect(await container.stop()).toBe(0);
});
