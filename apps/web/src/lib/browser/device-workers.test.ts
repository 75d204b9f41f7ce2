import { type AnyTask, embeddedModelFolders, tasks } from "@pilotlight/core";
import { backendEnd, collect, FakeBackend, fakeClock } from "@pilotlight/core/testing";
import { expect, it } from "vitest";
import { DeviceWorkers } from "./device-workers.ts";

const never = new AbortController().signal;

function taskOf(id: string): AnyTask {
  const task = tasks.find((known) => known.id === id);
  if (!task) throw new Error(`There is no task ${id}.`);
  return task;
}

it("runs on different models do not wait for each other, and each model has one worker", async () => {
  const clock = fakeClock();
  const made = new Map<string | null, FakeBackend>();
  const workers = new DeviceWorkers((folder) => {
    // The first model's worker is busy for ever.
    const isBusy = made.size === 0;
    const worker = new FakeBackend({
      id: "browser",
      clock,
      script: () => (isBusy ? [{ waitMs: 1e9 }] : [backendEnd({})]),
    });
    made.set(folder, worker);
    return worker;
  });
  const ask = (id: string) => workers.run({ task: taskOf(id), input: {} }, never);

  const ended = { long: false };
  const long = collect(ask("question-answering")).then(
    () => (ended.long = true),
    () => (ended.long = true),
  );
  expect(await collect(ask("sentiment-analysis"))).toHaveLength(1);
  expect(await collect(ask("summarization"))).toHaveLength(1);
  await collect(ask("sentiment-analysis"));
  expect(ended.long).toBe(false);
  expect([...made.keys()]).toEqual([
    embeddedModelFolders["question-answering"],
    embeddedModelFolders["sentiment-analysis"],
    null,
  ]);
  await workers.close();
  await long;
});
