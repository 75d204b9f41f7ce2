// A server of the OpenAI chat schema as the large model of the production build: it sleeps, is left alone,
// is woken by a run, and answers.
import { expect, test } from "@playwright/test";
import { eventsOf, jsonOf, temperatureIn } from "./large-model/parse-events.ts";
import { summary } from "./large-model/scripted-answer.ts";
import { serveChat } from "./large-model/serve-chat.ts";
import { runServer, startServer } from "./start-server.ts";

const text = "The light was lit in 1904. It has burnt ever since. People come from far to see it.";

test("a server of the OpenAI schema that sleeps is left alone, woken by a run, and answers under its name", async () => {
  const chat = await serveChat();
  const server = await startServer(
    {
      LARGE_MODEL_URL: chat.url,
      LARGE_MODEL_NAME: "mistral",
      LARGE_MODEL_IDLE_MINUTES: "15",
      LARGE_MODEL_USD_PER_HOUR: "1.5",
    },
    { untilReady: true },
  );
  const summarize = async (backend: string) =>
    jsonOf(
      await fetch(`${server.url}/api/v1/summarization`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ text, backend }),
      }),
    );
  expect(chat.requests).toEqual([]);
  const cold = await summarize("auto");
  expect(cold["run"]).toMatchObject({ backend: "onnx" });

  const seen: string[] = [];
  const status = await fetch(`${server.url}/api/v1/status`, {
    headers: { accept: "text/event-stream" },
  });
  for await (const { data } of eventsOf(status)) {
    const temperature = temperatureIn(data);
    if (seen.at(-1) !== temperature) seen.push(temperature);
    if (temperature === "warming") chat.wakeUp();
    if (temperature === "warm") {
      expect(data).toMatchObject({ endpoint: { model: "mistral", cost: { hourlyUsd: 1.5 } } });
      break;
    }
  }
  expect(seen.slice(-2)).toEqual(["warming", "warm"]);
  expect(chat.requests.filter((request) => request.startsWith("POST"))).toHaveLength(1);

  for (const backend of ["auto", "large", "openai"]) {
    const reply = await summarize(backend);
    expect(reply).toMatchObject({ summary_text: summary, run: { model: "mistral" } });
    expect(reply["run"]).toMatchObject({ backend: "openai", role: "large" });
  }
  expect(await server.stop()).toBe(0);
  await chat.close();
});

test("two large models stop the start", async () => {
  const server = runServer({
    LARGE_MODEL_URL: "http://localhost:8000/v1",
    LARGE_MODEL_NAME: "mistral",
    SAGEMAKER_ENDPOINT: "nlp",
    SAGEMAKER_INFERENCE_COMPONENT: "mistral",
  });
  expect(await server.exitCode).toBe(1);
  expect(server.output()).toContain("LARGE_MODEL_URL: It is set, and so is SAGEMAKER_ENDPOINT.");
});
