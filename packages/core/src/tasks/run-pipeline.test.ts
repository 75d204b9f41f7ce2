import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { InferenceError } from "../contract/inference-error.ts";
import type { Progress } from "../contract/run-event.ts";
import { textField } from "./field.ts";
import { defineTask, type AnyTask } from "./task.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import type { TextModel } from "../models/onnx/loaded-model.ts";
import type { PipelineContext } from "./pipeline.ts";
import { type Models, runPipeline } from "./run-pipeline.ts";

const noModels: Models = { load: () => Promise.reject(new Error("no model was asked for")) };
const model: TextModel = {
  name: "test-model",
  tokenizer: { startId: 0, separatorId: 0, padId: 0, encode: () => ({ ids: [], spans: [] }) },
  maxTokens: 8,
  config: {},
  run: async () => ({}),
};

function taskThat(work: (context: PipelineContext) => Promise<void>): AnyTask {
  return defineTask({
    id: "count",
    title: "Count",
    description: "How long a text is.",
    action: "Count",
    fields: { text: textField({ label: "Text", description: "A text.", placeholder: "" }) },
    output: v.object({ length: v.number() }),
    examples: [],
    loadPipeline: async () => ({
      async run({ text }, context) {
        await work(context);
        return { output: { length: text.length }, model: "counter" };
      },
    }),
  });
}

function run(task: AnyTask, options: Partial<Parameters<typeof runPipeline>[0]> = {}) {
  return runPipeline({
    task,
    input: { text: "A small text." },
    models: noModels,
    clock: fakeClock({ autoAdvance: true }),
    report: () => undefined,
    signal: new AbortController().signal,
    ...options,
  });
}

describe("runPipeline", () => {
  it("answers a task that needs no model", async () => {
    const end = { type: "backend-end", output: { length: 13 }, model: "counter", computeMs: 0 };
    expect(await run(taskThat(async () => undefined))).toMatchObject(end);
  });

  it("counts computing, not loading, as computing", async () => {
    const clock = fakeClock({ autoAdvance: true });
    const models: Models = {
      load: async () => {
        await clock.wait(900);
        return model;
      },
    };
    const task = taskThat(async ({ loadModel }) => {
      await loadModel("count");
      await clock.wait(40);
    });
    expect(await run(task, { clock, models })).toMatchObject({ computeMs: 40 });
  });

  it("passes the progress of loading and of reading on", async () => {
    const told: Progress[] = [];
    const loading: Progress = { stage: "loading", done: 1, total: 2, unit: "bytes" };
    const reading: Progress = { stage: "reading", done: 1, total: 2, unit: "windows" };
    const models: Models = {
      load: async (_taskId, onProgress) => {
        onProgress(loading);
        return model;
      },
    };
    const task = taskThat(async ({ loadModel, report }) => {
      await loadModel("count");
      report(reading);
    });
    await run(task, { models, report: (progress) => told.push(progress) });
    expect(told).toEqual([loading, reading]);
  });

  it("gives a notice when a text is not in the language that the models read", async () => {
    const text =
      "Der Zug nach Hamburg fährt heute wegen eines Sturms nicht, deshalb warten viele Menschen am Bahnhof auf einen Bus.";
    const task = taskThat(async () => undefined);
    expect((await run(task, { input: { text } })).notice).toMatch(/German/);
    const english = "The train to Hamburg does not run today because of a storm, so people wait.";
    expect((await run(task, { input: { text: english } })).notice).toBeNull();
  });

  it("stops at the next checkpoint after a cancel", async () => {
    const controller = new AbortController();
    let steps = 0;
    const task = taskThat(async ({ checkpoint }) => {
      for (; steps < 100; steps += 1) {
        if (steps === 3) controller.abort();
        await checkpoint();
      }
    });
    await expect(run(task, { signal: controller.signal })).rejects.toMatchObject({
      code: "aborted",
    });
    expect(steps).toBe(3);
  });

  it("refuses a model that reads no text where a pipeline asks for one", async () => {
    const models: Models = { load: async () => ({ name: "digits", config: {} }) };
    const task = taskThat(async ({ loadModel }) => {
      await loadModel("count");
    });
    await expect(run(task, { models })).rejects.toThrow(
      'The small model "digits" that is set for count reads no text. Set one that has a tokenizer.',
    );
  });

  it("does not wait for a model that still loads when the run is cancelled", async () => {
    const controller = new AbortController();
    const models: Models = {
      load: () => {
        controller.abort();
        return new Promise(() => undefined);
      },
    };
    const task = taskThat(async ({ loadModel }) => {
      await loadModel("count");
    });
    await expect(run(task, { models, signal: controller.signal })).rejects.toMatchObject({
      code: "aborted",
    });
  });

  it("lets an error of ours through as it is", async () => {
    const error = new InferenceError("model-not-found", "It is not there.");
    await expect(run(taskThat(() => Promise.reject(error)))).rejects.toBe(error);
  });

  it("gives no text of an unforeseen error away, and lets another backend try", async () => {
    const failing = run(taskThat(() => Promise.reject(new RangeError("secret input"))));
    await expect(failing).rejects.toMatchObject({
      code: "backend-failed",
      retryable: true,
      message: expect.not.stringContaining("secret") as string,
    });
  });

  it("checks the input again", async () => {
    const failing = run(
      taskThat(async () => undefined),
      { input: { text: " " } },
    );
    await expect(failing).rejects.toMatchObject({ code: "invalid-input" });
  });
});
