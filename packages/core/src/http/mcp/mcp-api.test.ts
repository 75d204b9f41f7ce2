import { Client, type Progress, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterEach, describe, expect, it } from "vitest";
import { tasks } from "../../tasks/registry.ts";
import { serveMcp, scriptedRuns, until } from "../../testing/serve-mcp.ts";
import type { RunScript, ScriptedRuns } from "../../testing/scripted-runs.ts";
import { wordCount } from "../../testing/word-count/task.ts";

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(runs: ScriptedRuns): Promise<{ url: URL; faults: readonly unknown[] }> {
  const served = await serveMcp(runs);
  closers.push(() => served.close());
  return served;
}

const eras = [
  { era: "2026-07-28", versionNegotiation: { mode: "auto" } },
  { era: "2025-11-25", versionNegotiation: { mode: "legacy" } },
] as const;

async function connect(url: URL, versionNegotiation: (typeof eras)[number]["versionNegotiation"]) {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation });
  await client.connect(new StreamableHTTPClientTransport(url));
  closers.push(() => client.close());
  return client;
}

describe.each(eras)("the MCP face, asked by the SDK's own client as of $era", (era) => {
  const { versionNegotiation } = era;

  it("tells its name and speaks the client's revision", async () => {
    const { url } = await serve(scriptedRuns());
    const client = await connect(url, versionNegotiation);
    expect(client.getServerVersion()).toMatchObject({ name: "pilotlight", version: "1.2.3" });
    expect(client.getNegotiatedProtocolVersion()).toBe(era.era);
    expect(client.getServerCapabilities()).toEqual({ tools: {} });
  });

  it("lists each task as a tool, the toy task among them", async () => {
    const { url } = await serve(scriptedRuns());
    const client = await connect(url, versionNegotiation);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([...tasks, wordCount].map(({ id }) => id));
    expect(tools.at(-1)).toMatchObject({
      name: "word-count",
      title: "Words",
      description: "How many words a text has.",
      inputSchema: { type: "object", required: ["text"], additionalProperties: false },
      outputSchema: { type: "object", required: ["words", "run"] },
      annotations: { readOnlyHint: true, idempotentHint: true },
    });
  });

  it("answers with the output, its run, and the same in words", async () => {
    const runs = scriptedRuns();
    const { url } = await serve(runs);
    const client = await connect(url, versionNegotiation);
    const args = { text: "Small flames stay lit.", backend: "onnx", waitMs: 5000 };
    const result = await client.callTool({ name: "word-count", arguments: args });
    expect(result.structuredContent).toMatchObject({
      words: 4,
      run: { model: "scripted model", backend: "onnx" },
    });
    const text = "4\n\nscripted model · the server's CPU · 1.5 ms";
    expect(result.content).toEqual([{ type: "text", text }]);
    expect(runs.started).toMatchObject([
      { choice: "onnx", waitMs: 5000, caller: "somebody", isKnownCaller: true },
    ]);
  });

  it("reports progress that only grows, in words", async () => {
    const { url } = await serve(scriptedRuns());
    const client = await connect(url, versionNegotiation);
    const notes: Progress[] = [];
    const call = { name: "word-count", arguments: { text: "one two" } };
    await client.callTool(call, { onprogress: (note) => notes.push(note) });
    expect(notes.map(({ message }) => message)).toEqual([
      "Waiting: number 1 in line, about 2 s.",
      "Started on the server's CPU: it answers at once.",
      "Reading: 1 of 2 windows.",
      "one",
      "Reading: 2 of 2 windows.",
      "onetwo",
    ]);
    const numbers = notes.map(({ progress }) => progress);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it("cancels the run when the client cancels the call, and only that one", async () => {
    const runs = scriptedRuns();
    const { url, faults } = await serve(runs);
    const client = await connect(url, versionNegotiation);
    const stop = new AbortController();
    const call = { name: "word-count", arguments: { text: "wait" } };
    const other = client.callTool(call);
    const cancelled = client.callTool(call, { signal: stop.signal });
    await until(() => runs.running.size === 2);
    stop.abort();
    await expect(cancelled).rejects.toThrow();
    await until(() => runs.running.size === 1);
    expect(faults).toEqual([]);
    await client.close();
    await expect(other).rejects.toThrow();
    await until(() => runs.running.size === 0);
  });

  it("names the field of a wrong input in a tool error and starts nothing", async () => {
    const runs = scriptedRuns();
    const { url } = await serve(runs);
    const client = await connect(url, versionNegotiation);
    for (const [args, message, field] of [
      [{}, /"text" is missing/u, "text"],
      [{ text: " " }, /"text" is empty/u, "text"],
      [{ text: "a", size: 3 }, /"size" is not known to word-count/u, "size"],
      [{ text: "a", backend: "moon" }, /"backend" is "moon"/u, "backend"],
      [{ inputs: [{ text: "a" }] }, /"inputs" is not known/u, "inputs"],
    ] as const) {
      const result = await client.callTool({ name: "word-count", arguments: args });
      expect(result).toMatchObject({
        isError: true,
        content: [{ type: "text", text: expect.stringMatching(message) as unknown }],
        _meta: { "pilotlight/error": { code: "invalid-input", field } },
      });
    }
    expect(runs.started).toEqual([]);
  });

  it("says what went wrong in a run, and keeps the text of an unforeseen error to itself", async () => {
    const script: RunScript = async function* ({ input }) {
      yield { type: "progress", stage: "reading", done: 1, total: 1, unit: "windows" };
      const { text } = wordCount.parseInput(input);
      throw new Error(`a secret: ${text}`);
    };
    const { url } = await serve(scriptedRuns({ script }));
    const client = await connect(url, versionNegotiation);
    const result = await client.callTool({ name: "word-count", arguments: { text: "sesame" } });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result)).not.toContain("sesame");
    expect(result._meta).toMatchObject({ "pilotlight/error": { code: "internal" } });
  });

  it("says when the waiting line is full and when to come back", async () => {
    const { url } = await serve(scriptedRuns({ maxRuns: 0 }));
    const client = await connect(url, versionNegotiation);
    const result = await client.callTool({ name: "word-count", arguments: { text: "a" } });
    expect(result).toMatchObject({
      isError: true,
      _meta: { "pilotlight/error": { code: "overloaded", retryable: true, retryAfterMs: 2000 } },
    });
  });

  it("lists the tools that there are when a tool is unknown", async () => {
    const { url } = await serve(scriptedRuns());
    const client = await connect(url, versionNegotiation);
    await expect(client.callTool({ name: "weather", arguments: {} })).rejects.toThrow(
      /no tool "weather".*"summarization".*"word-count"/u,
    );
  });

  it("runs parallel calls side by side and gives each its own answer", async () => {
    const { url } = await serve(scriptedRuns());
    const client = await connect(url, versionNegotiation);
    const counts = [1, 2, 3, 4, 5, 6, 7, 8];
    const results = await Promise.all(
      counts.map((count) =>
        client.callTool({ name: "word-count", arguments: { text: "word ".repeat(count).trim() } }),
      ),
    );
    expect(results.map(({ structuredContent }) => structuredContent)).toMatchObject(
      counts.map((words) => ({ words })),
    );
  });
});
