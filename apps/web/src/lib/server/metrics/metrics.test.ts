import { type AnyTask, InferenceError, type RunInfo, tasks, toWireError } from "@pilotlight/core";
import { answerVerdict, type EndedRun } from "@pilotlight/core/server";
import { fakeClock, FakeEndpoint } from "@pilotlight/core/testing";
import { expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";

const task: AnyTask | undefined = tasks.find(({ id }) => id === "sentiment-analysis");
if (!task) throw new Error("There is no sentiment analysis.");
const sentiment = task;
const taskId = sentiment.id;

const output = { label: "POSITIVE", score: 0.62, scores: [], sentences: null, reason: null };
const run: RunInfo = {
  ...{ id: "r", backend: "onnx", role: "small", model: "m", cached: false },
  ...{ queueMs: 20, computeMs: 3, notice: null, noticeFacts: [], reason: "" },
  reasonFacts: {
    code: "unavailable",
    backend: "sagemaker",
    role: "large",
    why: { code: "asleep", wakeSeconds: 300 },
  },
};
const foreign = "Das Essen war kalt, die Bedienung unfreundlich und die Rechnung viel zu hoch.";

function endedRun(change: Partial<EndedRun> = {}): EndedRun {
  return {
    ...{
      runId: "r",
      caller: "a",
      task: sentiment,
      input: { text: "It is fine." },
      isPart: false,
    },
    end: { type: "run-end", output, run },
    backend: "onnx",
    firstDeltaMs: null,
    ...change,
  };
}

function setUp() {
  const clock = fakeClock();
  const endpoint = new FakeEndpoint({ clock });
  const faults: unknown[] = [];
  const metrics = createMetrics({
    ...{ version: "1.2.3", taskIds: tasks.map(({ id }) => id), endpoint },
    backends: [{ id: "onnx", waiting: () => 7 }],
    cache: { bytes: 1234, size: 5 },
    onFault: (error) => faults.push(error),
  });
  const lines = async () => (await metrics.page()).text.split("\n");
  const samples = async () => (await lines()).filter((line) => line.startsWith("pilotlight_"));
  return { metrics, endpoint, lines, samples, faults };
}

it("an answer is counted with its backend, times, verdict, score, length and what it came instead of", async () => {
  const { metrics, samples } = setUp();
  metrics.runs.ended(endedRun({ firstDeltaMs: 40 }));
  const by = `task="${taskId}",backend="onnx"`;
  expect(await samples()).toEqual(
    expect.arrayContaining([
      `pilotlight_runs_total{${by},outcome="answered",cached="false"} 1`,
      `pilotlight_run_waiting_seconds_sum{${by}} 0.02`,
      `pilotlight_run_computing_seconds_sum{${by}} 0.003`,
      `pilotlight_run_first_delta_seconds_sum{${by}} 0.04`,
      `pilotlight_fallbacks_total{task="${taskId}",instead_of="sagemaker",why="asleep"} 1`,
      `pilotlight_answers_total{${by},verdict="unclear"} 1`,
      `pilotlight_answer_score_bucket{le="0.65",${by}} 1`,
      `pilotlight_answer_score_bucket{le="0.6",${by}} 0`,
      `pilotlight_input_characters_sum{task="${taskId}"} 11`,
    ]),
  );
});

it("a kept answer is one more answer, and no time of computing", async () => {
  const { metrics, samples } = setUp();
  const end = { type: "run-end", output, run: { ...run, cached: true } } as const;
  metrics.runs.ended(endedRun({ end }));
  const all = await samples();
  expect(all.filter((line) => line.includes('cached="true"} 1'))).toHaveLength(1);
  expect(all.filter((line) => line.startsWith("pilotlight_run_computing_seconds_sum"))).toEqual([]);
});

it("what may come is there with 0 before it comes", async () => {
  const { samples } = setUp();
  expect(await samples()).toEqual(
    expect.arrayContaining([
      `pilotlight_runs_total{task="${taskId}",backend="onnx",outcome="answered",cached="true"} 0`,
      'pilotlight_answers_total{task="question-answering",backend="onnx",verdict="not-found"} 0',
    ]),
  );
});

it("failures and refusals are counted by their codes", async () => {
  const { metrics, samples } = setUp();
  const error = toWireError(new InferenceError("timeout", "Too slow."));
  metrics.runs.ended(endedRun({ end: { type: "run-error", error, runId: "r" } }));
  metrics.runs.refused(endedRun().task, "overloaded");
  expect(await samples()).toEqual(
    expect.arrayContaining([
      `pilotlight_runs_total{task="${taskId}",backend="onnx",outcome="timeout",cached="false"} 1`,
      `pilotlight_refused_runs_total{task="${taskId}",code="overloaded"} 1`,
    ]),
  );
});

it("inputs are counted by their language", async () => {
  const { metrics, samples } = setUp();
  for (const text of ["It is fine.", foreign]) metrics.runs.ended(endedRun({ input: { text } }));
  await expect
    .poll(samples)
    .toEqual(
      expect.arrayContaining([
        `pilotlight_input_language_total{task="${taskId}",language="English"} 1`,
        `pilotlight_input_language_total{task="${taskId}",language="German"} 1`,
      ]),
    );
});

it("the line, the cache, the large model and Node itself are read when they are asked for", async () => {
  const { metrics, endpoint, lines } = setUp();
  metrics.woken();
  endpoint.set({ temperature: "warming" });
  const all = await lines();
  expect(all).toEqual(
    expect.arrayContaining([
      'pilotlight_build_info{version="1.2.3"} 1',
      'pilotlight_queue_length{backend="onnx"} 7',
      "pilotlight_cache_bytes 1234",
      "pilotlight_cache_answers 5",
      'pilotlight_endpoint_temperature{temperature="cold"} 0',
      'pilotlight_endpoint_temperature{temperature="warming"} 1',
      "pilotlight_endpoint_wakes_total 1",
      "pilotlight_endpoint_awake_seconds_total 1200",
      "pilotlight_endpoint_estimated_dollars_total 0.505",
    ]),
  );
  // Asked for again, what is counted elsewhere is not added to itself.
  expect(await lines()).toContain("pilotlight_endpoint_awake_seconds_total 1200");
  expect(all.some((line) => line.startsWith("nodejs_eventloop_lag_p99_seconds "))).toBe(true);
});

it("feedback and requests are counted, whoever makes up their words", async () => {
  const { metrics, samples } = setUp();
  metrics.judged({ runId: "r", task: taskId, model: "m", verdict: "bad", words: "no" });
  const requests = { method: "POST", status: 200, seconds: 0.3 };
  metrics.answered({ ...requests, path: `/api/v1/${taskId}` });
  for (let index = 0; index < 100; index += 1) {
    metrics.answered({ ...requests, path: `/made-up-${index}`, method: `X${index}`, status: 404 });
  }
  const all = await samples();
  expect(all).toEqual(
    expect.arrayContaining([
      `pilotlight_feedback_total{task="${taskId}",verdict="bad",preferred="false"} 1`,
      'pilotlight_http_requests_total{route="/api/v1/{task}",method="POST",status="200"} 1',
      'pilotlight_http_requests_total{route="other",method="other",status="404"} 100',
    ]),
  );
});

it("nothing of an input, an output or a model's name is among the figures", async () => {
  const { metrics, lines } = setUp();
  const secret = { ...output, label: "secret-label" };
  const end = {
    type: "run-end",
    output: secret,
    run: { ...run, model: "secret-model" },
  } as const;
  metrics.runs.ended(endedRun({ input: { text: "secret-text" }, end }));
  expect((await lines()).join("\n")).not.toContain("secret");
  expect(answerVerdict(taskId, secret)).toBeNull();
});
