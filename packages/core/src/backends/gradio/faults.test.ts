// Every row of the fault table through Gradio's own client over real HTTP: what the run ends with, what those
// who watch are told, and that the app's words reach neither the caller nor the log.
import { describe, expect, it } from "vitest";
import { type ErrorCode, toWireError } from "../../contract/inference-error.ts";
import type { InvocationResult } from "../../endpoint/endpoint-state.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { collect } from "../../testing/collect.ts";
import { sentence, summary } from "../large-model/testing/requests.ts";
import { faults } from "./fault-table.ts";
import { GradioClient } from "./gradio-client.ts";
import { openGradioApp } from "./testing/gradio-app.ts";

const never = new AbortController().signal;
const secret = "wrote Xanthippe";

type Row = keyof typeof faults;
type Case = readonly [Row, string, number, ErrorCode, InvocationResult];

const cases: readonly Case[] = [
  ["cold", "/config", 502, "endpoint-cold", "cold"],
  ["cold", "/config", 503, "endpoint-cold", "cold"],
  ["cold", "/config", 504, "endpoint-cold", "cold"],
  ["throttled", "/config", 429, "endpoint-throttled", "throttled"],
  ["throttled", "/gradio_api/queue/join", 503, "endpoint-throttled", "throttled"],
  ["denied", "/config", 401, "backend-unavailable", "denied"],
  ["denied", "/config", 403, "backend-unavailable", "denied"],
  ["notFound", "/config", 404, "backend-unavailable", "failed"],
  ["notFound", "/config", 302, "backend-unavailable", "failed"],
  ["refused", "/gradio_api/queue/join", 422, "backend-failed", "answered"],
  ["failed", "/config", 500, "backend-failed", "failed"],
  ["failed", "/gradio_api/queue/join", 500, "backend-failed", "failed"],
];

describe("a fault of a Gradio app", () => {
  it.each(cases)("is %s where %s answers %i: %s, and shows %s", async (...fault) => {
    const [row, path, status, code, result] = fault;
    const opened = await openGradioApp(undefined, {
      instead: ({ url }) =>
        new URL(url).pathname === path ? Response.json({ detail: secret }, { status }) : null,
    });
    const error: unknown = await collect(opened.backend.run(summary(sentence), never)).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code, retryable: true, message: faults[row].words });
    expect(opened.results).toEqual([result]);
    expect(opened.faults).toMatchObject([{ code, status }]);
    expect(JSON.stringify([toWireError(error), opened.faults])).not.toContain(secret);
  });

  it("has a case here for each row that a status shows", () => {
    const shown = new Set<string>(cases.map(([row]) => row));
    expect(Object.keys(faults).filter((row) => !shown.has(row))).toEqual([
      "stopped",
      "mapping",
      "network",
    ]);
  });

  it("is an app that does not run where nobody listens, which no call wakes", async () => {
    const { app, backend, results } = await openGradioApp();
    await app.close();
    const run = collect(backend.run(summary(sentence), never));
    await expect(run).rejects.toMatchObject({
      code: "endpoint-cold",
      message: faults.stopped.words,
    });
    expect(results).toEqual(["cold"]);
  });

  it("is one of the network when the connection is lost on the way", async () => {
    const { app, backend, results } = await openGradioApp(async function* (_m, _ms, signal) {
      yield "It begins ";
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve);
      });
    });
    const run = backend.run(summary(sentence), never);
    expect((await run.next()).value).toMatchObject({ type: "text-delta" });
    app.resetConnections();
    await expect(collect(run)).rejects.toMatchObject({ code: "network", retryable: true });
    expect(results).toEqual(["failed"]);
  });

  it("is a failed run when the function fails, its words for nobody", async () => {
    const { backend, faults: logged } = await openGradioApp(() => {
      throw new Error(secret);
    });
    const error: unknown = await collect(backend.run(summary(sentence), never)).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: "backend-failed", message: faults.failed.words });
    expect(JSON.stringify([toWireError(error), logged])).not.toContain(secret);
  });

  it.each([
    [
      { endpoint: "/chta", parameters: { request: "$request" } },
      /no endpoint \/chta; it has \/chat \(request\)/u,
    ],
    [
      { endpoint: "/chat", parameters: { message: "$prompt" } },
      /endpoint \/chat has no parameter message; it has request/u,
    ],
    [
      { endpoint: "/question-answering", parameters: { question: "$prompt" } },
      /endpoint \/question-answering needs the parameter context/u,
    ],
  ])("names what the mapping asks for and what the app has: %j", async (chat, words) => {
    const opened = await openGradioApp(undefined, { endpoints: { chat } });
    const run = collect(opened.backend.run(summary(sentence), never));
    await expect(run).rejects.toThrow("LARGE_MODEL_GRADIO_ENDPOINTS");
    expect(opened.faults).toMatchObject([{ message: expect.stringMatching(words) as unknown }]);
    expect(opened.results).toEqual(["failed"]);
  });

  it("is never a mistake of ours", () => {
    const mistake = new TypeError("a mistake of ours");
    const client = new GradioClient({ app: "http://x", endpoints: null, clock: systemClock });
    expect(() => client.readFault(mistake)).toThrow(mistake);
  });
});
