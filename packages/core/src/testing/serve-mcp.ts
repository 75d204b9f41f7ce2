// What the tests of the MCP face share: scripted runs behind a real server.
import { fakeClock } from "./fake-clock.ts";
import { type RunScript, ScriptedRuns, untilAborted } from "./scripted-runs.ts";
import { serveHttp } from "./serve-http.ts";
import { wordCount } from "./word-count/task.ts";
import { createMcpApi } from "../http/mcp/mcp-api.ts";
import { tasks } from "../tasks/registry.ts";

/** Counts words and tells of each; waits for its cancellation on the text "wait". */
const countWords: RunScript = async function* ({ input }, signal) {
  const { text } = wordCount.parseInput(input);
  if (text === "wait") await untilAborted(signal);
  const words = text.split(" ");
  yield { type: "queue-update", position: 1, expectedMs: 1500 };
  yield {
    type: "backend-start",
    backend: "onnx",
    role: "small",
    reason: "it answers at once",
    reasonFacts: { code: "at-once" },
  };
  for (const [index, word] of words.entries()) {
    const done = index + 1;
    yield { type: "progress", stage: "reading", done, total: words.length, unit: "windows" };
    yield { type: "text-delta", text: word };
  }
  return { words: words.length };
};

/** Runs of the product's tasks and of the toy task. */
export function scriptedRuns(options: { script?: RunScript; maxRuns?: number } = {}): ScriptedRuns {
  const { script = countWords, ...rest } = options;
  return new ScriptedRuns({ tasks: [...tasks, wordCount], clock: fakeClock(), script, ...rest });
}

interface McpServing {
  readonly url: URL;
  /** The errors that the face took for its own. */
  readonly faults: readonly unknown[];
  close(): Promise<void>;
}

/** The MCP face of these runs, served at a free port. */
export async function serveMcp(runs: ScriptedRuns): Promise<McpServing> {
  const faults: unknown[] = [];
  let nowMs = 0;
  const api = createMcpApi({
    runs,
    version: "1.2.3",
    // Time passes between any two events, so that no notification is held back.
    clock: { ...fakeClock(), nowMs: () => (nowMs += 1000) },
    maxBodyBytes: 10_000,
    allowedOrigins: ["https://allowed.example"],
    onFault: (error) => faults.push(error),
  });
  const server = await serveHttp((request) =>
    api(request, { caller: "somebody", isKnownCaller: true }),
  );
  return { url: new URL("/mcp", server.rootUrl), faults, close: () => server.close() };
}

/** Lets the event loop turn until it is so. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(setImmediate);
}
