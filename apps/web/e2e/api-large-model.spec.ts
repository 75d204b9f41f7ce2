// Who answers by API in each state of a large model that scales to zero, against the production build and
// a local SageMaker over HTTP.
import { Client } from "@gradio/client";
import { expect, test } from "@playwright/test";
import { eventsOf, jsonOf, temperatureIn } from "./large-model/parse-events.ts";
import { summary } from "./large-model/scripted-answer.ts";
import { serveLargeModel, type ServedLargeModel } from "./large-model/serve-large-model.ts";
import { startServer } from "./start-server.ts";
import { coldStorm } from "./storms/cold-storm.ts";

const summarize = "/api/v1/summarization";
const judge = "/api/v1/sentiment-analysis";
const text = "The light was lit in 1904. It has burnt ever since. People come from far to see it.";
const pinned = { text, backend: "sagemaker", waitMs: 600_000 };
const asEvents = { accept: "text/event-stream" };

async function untilWarm({ url }: ServedLargeModel): Promise<string[]> {
  const response = await fetch(`${url}/api/v1/status`, { headers: asEvents });
  const seen: string[] = [];
  for await (const { data } of eventsOf(response)) {
    const temperature = temperatureIn(data);
    if (seen.at(-1) !== temperature) seen.push(temperature);
    if (temperature === "warm") break;
  }
  return seen;
}

async function endOf(response: Response, onEvent?: (count: number) => void) {
  let end: Readonly<Record<string, unknown>> = {};
  const names: string[] = [];
  for await (const { name, data } of eventsOf(response)) {
    names.push(name);
    end = data;
    onEvent?.(names.length);
  }
  return { names, end };
}

test("cold: the small model answers at once and says why, the large one is woken once, and answers when it is warm", async () => {
  const served = await serveLargeModel();
  const status = untilWarm(served);
  for (const body of [{ text }, { text: `${text} Twice.` }]) {
    const reply = await jsonOf(await served.post(summarize, body));
    expect(reply["run"]).toMatchObject({ backend: "onnx", notice: null });
    expect(JSON.stringify(reply["run"])).toContain("the large model is not available: it is ");
  }
  expect((await jsonOf(await served.post(summarize, { text })))["kind"]).toBe("extractive");
  served.wakeUp();
  expect(await status).toEqual(["cold", "warming", "warm"]);
  expect(served.invocations()).toMatchObject([{ error: "ValidationError" }]);
  const { names, end } = await endOf(await served.post(summarize, { text }, asEvents));
  expect(names.filter((name) => name === "text-delta").length).toBeGreaterThan(3);
  expect(end).toMatchObject({
    output: { summary_text: summary, kind: "abstractive" },
    run: { backend: "sagemaker", reason: "the large model answers at once" },
  });
  expect(await served.close()).toBe(0);
});

test("cold: a run that asks for the large model waits with progress, or is told at once when to come back", async () => {
  const served = await serveLargeModel();
  const forms: readonly Record<string, string>[] = [{}, asEvents, { prefer: "respond-async" }];
  for (const headers of forms) {
    const refused = await served.post(summarize, { text, backend: "sagemaker" }, headers);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(await jsonOf(refused)).toMatchObject({ code: "endpoint-cold", retryable: true });
  }
  const short = await served.post(summarize, { ...pinned, waitMs: 50 });
  expect([short.status, (await jsonOf(short))["code"]]).toEqual([503, "endpoint-cold"]);
  const { names, end } = await endOf(await served.post(summarize, pinned, asEvents), (count) => {
    if (count === 3) served.wakeUp();
  });
  expect(names.slice(0, 3)).toEqual(["queue-update", "progress", "progress"]);
  expect(end).toMatchObject({ run: { backend: "sagemaker" } });
  expect(JSON.stringify(end)).toMatch(/"queueMs":[1-9]/u);
  expect(await served.close()).toBe(0);
});

test("cold: a run that waits is polled, cancelled, and ended by a stop of the server", async () => {
  const served = await serveLargeModel({ env: { STOP_GRACE_SECONDS: "0" } });
  const file = async () => {
    const filed = await served.post(summarize, pinned, { prefer: "respond-async" });
    expect(filed.status).toBe(202);
    return `${served.url}${filed.headers.get("location") ?? ""}`;
  };
  const [first, second] = [await file(), await file()];
  const stateOf = async (address: string) => jsonOf(await fetch(address));
  await expect
    .poll(() => stateOf(first))
    .toMatchObject({ status: "queued", waking: { stage: "waking", unit: "seconds" } });
  expect((await fetch(first, { method: "DELETE" })).status).toBe(204);
  await expect.poll(() => stateOf(first)).toMatchObject({ status: "cancelled" });
  const events = endOf(await fetch(second, { headers: asEvents }));
  const status = endOf(await fetch(`${served.url}/api/v1/status`, { headers: asEvents }));
  expect(await served.close()).toBe(0);
  expect((await events).end).toMatchObject({ error: { code: "backend-unavailable" } });
  expect((await status).names).toContain("status");
});

test("warm: batches, tables and the older addresses stay with the small model", async () => {
  const served = await serveLargeModel({ start: "warm" });
  const batch = await jsonOf(await served.post(summarize, { inputs: [{ text }, { text }] }));
  expect(batch["run"]).toMatchObject({
    backend: "onnx",
    reason: "the small models answer many inputs at a time",
  });
  expect((await served.post("/predict", { text: ["I love it."] })).status).toBe(200);
  expect((await served.post("/demo", { inputs: ["I love it."] })).status).toBe(200);
  const onCpu = await jsonOf(await served.post(judge, { text, backend: "onnx" }));
  expect(onCpu["run"]).toMatchObject({ reason: "the server's CPU was asked for" });
  expect(served.invocations()).toEqual([]);
  const single = await jsonOf(await served.post(judge, { text }));
  expect(single).toMatchObject({ reason: "It praises the place.", run: { backend: "sagemaker" } });
  expect(await served.close()).toBe(0);
});

test("failing: the small model answers with a notice, and nobody reads the container's words", async () => {
  const served = await serveLargeModel({ start: "warm" });
  served.local.setFault("model-error-5xx");
  const shown: string[] = [];
  for (let run = 0; run < 4; run += 1) {
    const reply = await jsonOf(await served.post(summarize, { text: `${text} ${run}.` }));
    const notice = "The large model could not answer; the server's CPU did.";
    expect(reply["run"]).toMatchObject({ backend: "onnx", notice });
    shown.push(JSON.stringify(reply));
  }
  // After three failures it is down and not asked again.
  expect(served.invocations()).toHaveLength(3);
  const status = await jsonOf(await fetch(`${served.url}/api/v1/status`));
  expect(temperatureIn(status)).toBe("down");
  const alone = await served.post(summarize, pinned);
  expect([alone.status, (await jsonOf(alone))["code"]]).toEqual([503, "backend-unavailable"]);
  expect(shown.join()).not.toMatch(/cloudwatch|arn:|\b\d{12}\b/iu);
  expect(await served.close()).toBe(0);
  expect(served.server.output()).toContain("large model failed");
});

test("a wake is asked for by a person, or as a task's run by policy", async () => {
  const served = await serveLargeModel();
  const refused = await served.post("/api/v1/wake", { task: "sentiment-analysis" });
  expect([refused.status, (await jsonOf(refused))["code"]]).toEqual([403, "wake-refused"]);
  expect((await jsonOf(await served.post(judge, { text })))["run"]).toMatchObject({
    backend: "onnx",
  });
  expect(served.invocations()).toEqual([]);
  const woken = await served.post("/api/v1/wake");
  expect(woken.status).toBe(202);
  expect(await jsonOf(woken)).toMatchObject({ endpoint: { temperature: "warming" } });
  expect((await served.post("/api/v1/wake", { task: "summarization" })).status).toBe(202);
  expect(served.invocations()).toHaveLength(1);
  expect(await served.close()).toBe(0);
});

for (const [env, status, code] of [
  [{ WAKE_POLICY: "never" }, 403, "wake-refused"],
  [{ WAKE_BUDGET_PER_DAY: "0" }, 429, "wake-budget-spent"],
] as const) {
  test(`with ${JSON.stringify(env)} nobody wakes it, and everybody is answered`, async () => {
    const served = await serveLargeModel({ env });
    const wake = await served.post("/api/v1/wake");
    expect([wake.status, (await jsonOf(wake))["code"]]).toEqual([status, code]);
    const alone = await served.post(summarize, pinned);
    expect([alone.status, (await jsonOf(alone))["code"]]).toEqual([status, code]);
    expect((await jsonOf(await served.post(summarize, { text })))["run"]).toMatchObject({
      backend: "onnx",
    });
    expect(served.invocations()).toEqual([]);
    expect(await served.close()).toBe(0);
  });
}

test("where anonymous callers may not wake it, a key may, and a wrong key is refused", async () => {
  const key = "a-key-for-this-check-alone";
  const served = await serveLargeModel({ env: { WAKE_ANONYMOUS: "no", API_KEYS: key } });
  const wrong = await served.post(
    summarize,
    { text },
    { authorization: "Bearer guessed-key-0000" },
  );
  expect([wrong.status, wrong.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  expect(await jsonOf(wrong)).toMatchObject({ code: "unknown-key", retryable: false });
  const anonymous = await served.post("/api/v1/wake");
  expect([anonymous.status, (await jsonOf(anonymous))["code"]]).toEqual([403, "wake-refused"]);
  expect((await served.post(summarize, { text })).status).toBe(200);
  expect(served.invocations()).toEqual([]);
  const known = await served.post("/api/v1/wake", undefined, { authorization: `Bearer ${key}` });
  expect(known.status).toBe(202);
  expect(await served.close()).toBe(0);
  expect(served.server.output()).not.toContain(key);
});

test("Gradio's client waits for the large model with progress, and reads it word by word", async () => {
  const served = await serveLargeModel({ words: 4 });
  const headers = { "x-pilotlight-backend": "sagemaker", "x-pilotlight-wait-ms": "600000" };
  const client = await Client.connect(served.url, { events: ["data", "status"], headers });
  const progress: string[] = [];
  const values: unknown[] = [];
  for await (const event of client.submit("/summarization", { text })) {
    if (event.type === "data") {
      values.push(event.data.at(0));
      served.say(1);
    }
    if (event.type !== "status") continue;
    progress.push(event.progress_data?.at(0)?.desc ?? "");
    if (progress.includes("Waking the large model")) served.wakeUp();
  }
  expect(progress).toContain("Waking the large model");
  expect(new Set(values).size).toBeGreaterThan(3);
  expect(values.at(-1)).toBe(summary);
  expect(await served.close()).toBe(0);
});

test("40 simultaneous runs on a cold endpoint are answered by the small model and wake it once", async () => {
  const storm = await coldStorm({ runs: 40, waiting: 12 });
  expect(storm.faults).toEqual([]);
  expect(storm.answeredBy).toEqual({ onnx: 40 });
  expect(storm.invocationsBeforeWarm).toBeLessThanOrEqual(3);
  expect(storm.wakes).toBe(1);
  expect(storm.waitersAnsweredBy).toEqual({ sagemaker: 12 });
  expect(storm.mostAtATime).toBeLessThanOrEqual(5);
});

test("without a large model the status says so, and its routes say how to set one up", async ({
  request,
}) => {
  const status: unknown = await (await request.get("/api/v1/status")).json();
  expect(status).toMatchObject({ endpoint: null, backends: [{ backend: "onnx" }] });
  const wake = await request.post("/api/v1/wake");
  expect(wake.status()).toBe(404);
  expect(await wake.text()).toContain("Set SAGEMAKER_ENDPOINT");
  const run = await request.post(summarize, { data: pinned });
  expect(run.status()).toBe(400);
  const problem: unknown = await run.json();
  expect(problem).toHaveProperty("detail", expect.stringMatching(/\("auto", "small", "onnx"\)/u));
});

test("the AWS SDK is loaded by a server with a large model, and by no other", async () => {
  // Written by the SDK alone: the name of its signature.
  const hook = `import { registerHooks } from "node:module";
    registerHooks({
      load(url, context, next) {
        const loaded = next(url, context);
        if (String(loaded.source ?? "").includes("AWS4-HMAC-SHA256")) console.error("loads the AWS SDK");
        return loaded;
      },
    });`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
  const without = await startServer(env, { untilReady: true });
  const run = { method: "POST", headers: { "content-type": "application/json" } };
  const answered = await fetch(new URL(summarize, without.url), {
    ...run,
    body: JSON.stringify({ text }),
  });
  expect([answered.status, await without.stop()]).toEqual([200, 0]);
  expect(without.output()).not.toContain("loads the AWS SDK");
  const served = await serveLargeModel({ env });
  await expect.poll(() => served.server.output()).toContain("loads the AWS SDK");
  expect(await served.close()).toBe(0);
});

test("600 listeners to the status take nothing from a run, and leave room when they go", async () => {
  // Ten callers, since one has 100 of these streams at most.
  const served = await serveLargeModel({ env: { TRUST_PROXY: "1" } });
  /** What 600 listeners are answered with, and whether a run is answered beside them; then they leave. */
  const listen = async () => {
    const gone = new AbortController();
    const open = (_: unknown, index: number) => {
      const headers = { ...asEvents, "x-forwarded-for": `192.0.2.${index % 10}` };
      return fetch(`${served.url}/api/v1/status`, { headers, signal: gone.signal });
    };
    const streams = await Promise.all(Array.from({ length: 600 }, open));
    const reply = await served.post(judge, { text });
    gone.abort();
    return [reply.status, ...new Set(streams.map(({ status }) => status))];
  };
  expect(await listen()).toEqual([200, 200]);
  // More than the bound of 1,000 in all: those who left do not count once the server has seen it.
  await expect.poll(listen).toEqual([200, 200]);
  expect(await served.close()).toBe(0);
});
