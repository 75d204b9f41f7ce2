// The protocol as Gradio's own JavaScript client sees it, over a real connection.
import { Client } from "@gradio/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ServedGradio, serveGradio } from "../../testing/serve-gradio.ts";
import { runParallel } from "./conformance/run-parallel.ts";

type Job = ReturnType<Client["submit"]>;
type GradioEvent = Job extends AsyncIterable<infer Event> ? Event : never;

let server: ServedGradio;
let client: Client;

const connect = () =>
  Client.connect(server.rootUrl, { events: ["data", "status", "log"], record_history: false });

beforeEach(async () => {
  // The client writes to the console whatever it also tells its caller.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  server = await serveGradio({ maxRuns: 40 });
  client = await connect();
});

afterEach(async () => {
  client.close();
  await server.close();
});

/** A job's events in short: the stage of each status, the values of each data. */
async function eventsOf(job: AsyncIterable<GradioEvent>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const event of job) {
    if (event.type === "status") seen.push(event.original_msg ?? event.stage);
    if (event.type === "data") seen.push(event.data[0]);
    if (event.type === "log") seen.push(event.log);
  }
  return seen;
}

async function failureOf(job: AsyncIterable<GradioEvent>): Promise<object> {
  for await (const event of job) {
    if (event.type === "status" && event.stage === "error") return event;
  }
  return {};
}

/** Waits for the first event that is so; the job goes on, as it does not when a loop is left. */
async function untilEvent(job: Job, isIt: (event: GradioEvent) => boolean): Promise<void> {
  for (;;) {
    const next = await job.next();
    if (next.done || isIt(next.value)) return;
  }
}

const isStage = (stage: string) => (event: GradioEvent) =>
  event.type === "status" && event.stage === stage;

describe("Gradio's JavaScript client", () => {
  it("connects and reads the documentation", async () => {
    const info = await client.view_api();
    expect(Object.keys(info.named_endpoints)).toEqual([
      "/summarization",
      "/question-answering",
      "/sentiment-analysis",
      "/word-count",
    ]);
    expect(info.named_endpoints["/summarization"]).toMatchObject({
      type: { generator: true, cancel: false },
      parameters: [{ parameter_name: "text", type: "string" }, { parameter_default: "medium" }],
    });
    expect(await client.reconnect()).toBe("connected");
  });

  it("predicts with values by name, by position, and left out", async () => {
    const byName = await client.predict("/sentiment-analysis", { text: "good" });
    expect(byName.data).toMatchObject([{ label: "POSITIVE" }, { run: { backend: "onnx" } }]);
    const byPosition = await client.predict("/question-answering", ["Who?", "Ann did."]);
    expect(byPosition.data).toMatchObject(["Ann", [{ token: "Ann" }, { token: " did." }], {}]);
    await client.predict(1, ["one", null]);
    expect(server.runs.started.map(({ input }) => input)).toEqual([
      { text: "good", sentences: false },
      { question: "Who?", context: "Ann did.", topK: 1 },
      { text: "one", length: "medium" },
    ]);
  });

  it("sees the stages of a run and its text grow", async () => {
    expect(await eventsOf(client.submit("/summarization", { text: "one two three" }))).toEqual([
      "pending",
      "pending",
      "process_starts",
      "pending",
      "generating",
      "one ",
      "generating",
      "one two ",
      "generating",
      "one two three",
      "one two three",
      "complete",
    ]);
  });

  it("sees a fallback start again, with its reason", async () => {
    const seen = await eventsOf(client.submit("/summarization", { text: "fall back" }));
    expect(seen.filter((value) => value !== "pending" && value !== "generating")).toEqual([
      "process_starts",
      "Half of",
      "the large model failed: on purpose",
      "process_starts",
      "",
      "fall ",
      "fall back",
      "fall back",
      "complete",
    ]);
  });

  it("sees its place in the line", async () => {
    const job = client.submit("/summarization", { text: "queued" });
    const places: unknown[] = [];
    for await (const event of job) {
      if (event.type !== "status" || event.position === undefined) continue;
      places.push([event.position, event.eta]);
      if (event.position === 1) await job.cancel();
    }
    expect(places).toEqual([
      [2, 4.5],
      [1, 3],
    ]);
  });

  it("cancels a run in the line and one at work, and its other jobs go on", async () => {
    const other = client.submit("/summarization", { text: "wait for it" });
    await untilEvent(other, isStage("generating"));
    const running = client.submit("/summarization", { text: "wait" });
    await untilEvent(running, isStage("generating"));
    await running.cancel();
    expect(await eventsOf(running)).toEqual(["wait", "wait", "complete"]);
    const queued = client.submit("/summarization", { text: "queued" });
    await untilEvent(queued, (event) => event.type === "status" && event.position === 1);
    await queued.cancel();
    expect(await eventsOf(queued)).toEqual([null, "complete"]);
    expect((await client.predict("/word-count", ["a b"])).data).toMatchObject([{ words: 2 }]);
    await other.cancel();
    expect((await eventsOf(other)).at(-1)).toBe("complete");
  });

  it("shows an error's text, before and after a part of the answer", async () => {
    await expect(client.predict("/word-count", ["fail"])).rejects.toThrow(
      "The model failed on purpose. Try another text.",
    );
    expect(await failureOf(client.submit("/word-count", ["fail"]))).toMatchObject({
      message: "The model failed on purpose. Try another text.",
      code: "backend-failed",
      visible: true,
    });
  });

  it("shows which parameter is wrong", async () => {
    expect(
      await failureOf(client.submit("/summarization", { text: "a", length: 1000 })),
    ).toMatchObject({
      code: "validation_error",
      message: [{ parameter_name: "length", is_valid: false }],
    });
  });

  it("is told when the queue is full, and can call again afterwards", async () => {
    const jobs = Array.from({ length: 40 }, () => client.submit("/word-count", ["wait"]));
    await Promise.all(jobs.map((job) => job.wait_for_id()));
    expect(await failureOf(client.submit("/word-count", ["a"]))).toMatchObject({
      message: "This application is currently busy. Please try again. ",
    });
    await Promise.all(jobs.map((job) => job.cancel()));
    await Promise.all(jobs.map(eventsOf));
    expect((await client.predict("/word-count", ["a"])).data).toMatchObject([{ words: 1 }]);
  });

  it("uploads a file where a text is asked for", async () => {
    const file = new File(["from a file"], "a b.txt");
    const { data } = await client.predict("/summarization", { text: file });
    expect(Array.isArray(data) ? data[0] : null).toBe("from a file");
  });

  it("opens its next stream after it let the last one close", async () => {
    await client.predict("/word-count", ["a"]);
    await vi.waitFor(() => {
      expect(client.stream_status.open).toBe(false);
    }, 3000);
    expect((await client.predict("/word-count", ["a b"])).data).toMatchObject([{ words: 2 }]);
  });

  it("makes 8 calls at a time, and many calls by 20 callers on one client", async () => {
    expect(await runParallel(client, { callers: 8, calls: 1 })).toEqual([]);
    expect(await runParallel(client, { callers: 20, calls: 15 })).toEqual([]);
  });

  it("is broken by a reset, and a new client finds the run", async () => {
    const job = client.submit("/word-count", ["wait"]);
    const runId = await job.wait_for_id();
    await vi.waitFor(() => {
      expect(client.stream_status.open).toBe(true);
    });
    const failing = failureOf(job);
    await untilStreaming();
    server.resetConnections();
    expect(await failing).toMatchObject({ broken: true });
    client = await connect();
    expect((await client.predict("/word-count", ["a"])).data).toMatchObject([{ words: 1 }]);
    const status = await fetch(`${server.rootUrl}/gradio_api/call/word-count/${runId}?wait=false`);
    expect(await status.json()).toEqual({ status: "pending", data: null });
  });

  it("shows that the server restarts, to each of its jobs", async () => {
    const jobs = [1, 2].map(() => client.submit("/word-count", ["wait"]));
    const failing = Promise.all(jobs.map(failureOf));
    await Promise.all(jobs.map((job) => job.wait_for_id()));
    await untilStreaming();
    await server.api.shutdown();
    const restart = {
      message: "The server is restarting. Please try again.",
      title: "Server stopped",
    };
    expect(await failing).toMatchObject([restart, restart]);
  });
});

/** Waits until the client reads its stream: its newest run's start has arrived. */
async function untilStreaming(): Promise<void> {
  const job = client.submit("/summarization", { text: "wait for the stream" });
  await untilEvent(job, isStage("generating"));
  await job.cancel();
}
