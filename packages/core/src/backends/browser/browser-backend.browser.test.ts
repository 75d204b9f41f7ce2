import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../runtime/system-clock.ts";
import { testBackendContract } from "../../testing/backend-contract.ts";
import { collect } from "../../testing/collect.ts";
import { echoTask } from "../../testing/echo-task.ts";
import { echoRequests } from "../../testing/echo-requests.ts";
import { BrowserBackend } from "./browser-backend.ts";

const never = new AbortController().signal;
const echoWorker = () =>
  new Worker(new URL("../../testing/echo-browser-worker.ts", import.meta.url), {
    type: "module",
  });

function makeBackend(createWorker: () => Worker = echoWorker) {
  return new BrowserBackend({
    createWorker,
    modelSource: { baseUrl: "/nowhere/", models: {} },
    clock: systemClock,
    tasks: [echoTask],
  });
}

const request = (input: object) => ({ task: echoTask, input: echoTask.parseInput(input) });

testBackendContract("BrowserBackend", () => makeBackend(), echoRequests);

describe("the worker of BrowserBackend", () => {
  it("is made at the first run, kept, and made again after a crash", async () => {
    let made = 0;
    const backend = makeBackend(() => {
      made += 1;
      return echoWorker();
    });
    onTestFinished(() => backend.close());
    expect(made).toBe(0);
    await collect(backend.run(request({ text: "a" }), never));
    await collect(backend.run(request({ text: "b" }), never));
    expect(made).toBe(1);
    const fatal = collect(backend.run(request({ text: "secret", fault: "crash" }), never));
    await expect(fatal).rejects.toMatchObject({
      code: "backend-failed",
      retryable: true,
      message: expect.not.stringContaining("secret") as string,
    });
    const events = await collect(backend.run(request({ text: "next" }), never));
    expect(events.at(-1)).toMatchObject({ output: { said: "next" } });
    expect(made).toBe(2);
  });

  it("fails at once, and says so, when its script is not there", async () => {
    const backend = makeBackend(() => new Worker("/no-such-worker.js", { type: "module" }));
    onTestFinished(() => backend.close());
    await expect(collect(backend.run(request({ text: "a" }), never))).rejects.toThrow(
      "its script could not be loaded",
    );
  });
});
