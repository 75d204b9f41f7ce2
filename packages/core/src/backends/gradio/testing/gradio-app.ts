// A Gradio app for tests: the repository's own face over real HTTP, before a model whose words are the test's.
import * as v from "valibot";
import { onTestFinished, vi } from "vitest";
import { createGradioApi } from "../../../http/gradio/gradio-api.ts";
import { InferenceError } from "../../../contract/inference-error.ts";
import { isJsonObject } from "../../../contract/json.ts";
import { systemClock } from "../../../runtime/system-clock.ts";
import { textField } from "../../../tasks/field.ts";
import { defineTask } from "../../../tasks/task.ts";
import { tasks } from "../../../tasks/registry.ts";
import { scriptByText } from "../../../testing/serve-gradio.ts";
import { type RunScript, ScriptedRuns } from "../../../testing/scripted-runs.ts";
import { type HttpServer, serveHttp } from "../../../testing/serve-http.ts";
import { openaiChatCodec } from "../../large-model/decode-openai-chat.ts";
import {
  type ModelOptions,
  openBackend,
  type OpenedModel,
  type Say,
  sayAnything,
} from "../../large-model/testing/open-model.ts";
import { ScriptedClient } from "../../large-model/testing/scripted-client.ts";
import type { EndpointMap } from "../endpoint-map.ts";
import { GradioClient } from "../gradio-client.ts";

const chatFields = {
  request: textField({
    label: "Request",
    description: "A chat.",
    placeholder: "…",
    maxLength: 2_000_000,
  }),
};
const output = v.object({ text: v.string() });

/** An endpoint that takes a chat of the OpenAI schema, and writes its reply as a generator does. */
const chat = defineTask({
  id: "chat",
  title: "Chat",
  description: "Replies to a chat.",
  action: "Send",
  fields: chatFields,
  output,
  examples: [{ title: "A chat", input: { request: "Hello" } }],
  loadPipeline: async () => {
    throw new Error("Only the app runs it.");
  },
  typedOutputs: [
    { kind: "text", label: "Reply", streams: true, value: (_input, { text }) => text },
  ],
  views: () => [],
});

/** What the app answers in place of what it would; null for that. */
type Instead = (request: Request) => Response | null;

interface AppOptions extends ModelOptions {
  readonly instead?: Instead;
  readonly endpoints?: EndpointMap | null;
}

interface App extends HttpServer {
  /** Method and path of each request. */
  readonly requests: readonly string[];
  readonly runs: ScriptedRuns;
  readonly client: GradioClient;
  answerInstead(instead: Instead): void;
}

/** Which endpoint of the app chats. */
const chatMap: EndpointMap = {
  chat: { endpoint: "/chat", parameters: { request: "$request" } },
};

/** Starts the app with a backend before it, and ends both with the test. */
export async function openGradioApp(
  say: Say = sayAnything,
  { instead: first = () => null, endpoints = chatMap, ...options }: AppOptions = {},
): Promise<OpenedModel & { readonly app: App }> {
  // Gradio's client writes to the console whatever it also tells its caller.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const model = new ScriptedClient(say, options);
  const requests: string[] = [];
  let instead = first;
  const runs = new ScriptedRuns({
    tasks: [chat, ...tasks],
    clock: systemClock,
    script: (request, signal) =>
      request.task.id === "chat" ? reply(model)(request, signal) : scriptByText(request, signal),
  });
  const face = createGradioApi({
    runs,
    clock: systemClock,
    allowedOrigins: [],
    maxBodyBytes: 4_000_000,
    onFault: () => undefined,
  });
  const http = await serveHttp(async (request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    return instead(request) ?? face(request, { caller: "somebody" });
  });
  let closing: Promise<void> | null = null;
  const close = () => (closing ??= http.close());
  onTestFinished(close);
  const client = new GradioClient({ app: http.rootUrl, endpoints, clock: systemClock });
  const opened = openBackend({ id: "gradio", client, ...options });
  const app: App = {
    ...http,
    close,
    requests,
    runs,
    client,
    answerInstead(next) {
      instead = next;
    },
  };
  return { ...opened, calls: () => model.calls, app };
}

function reply(model: ScriptedClient): RunScript {
  return async function* ({ input }, signal) {
    const body = isJsonObject(input) ? String(input["request"]) : "";
    yield {
      type: "backend-start",
      backend: "onnx",
      role: "small",
      reason: "",
      reasonFacts: { code: "at-once" },
    };
    try {
      const asked: unknown = JSON.parse(body);
      if (!isJsonObject(asked) || asked["stream"] !== true) {
        return { text: openaiChatCodec.decodeReply(await model.invoke(body, signal)).text };
      }
      const stream = openaiChatCodec.decodeStream();
      for await (const bytes of model.stream(body, signal)) {
        signal.throwIfAborted();
        const text = stream.feed(bytes);
        if (text !== "") yield { type: "text-delta", text };
        // A turn of the event loop, as any real model takes.
        await new Promise(setImmediate);
      }
      return { text: stream.end().text };
    } catch (error) {
      if (signal.aborted) throw error;
      throw new InferenceError("backend-failed", model.readFault(error).refusal ?? "");
    }
  };
}
