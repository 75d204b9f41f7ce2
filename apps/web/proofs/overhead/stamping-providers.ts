// The large models that say the time, each with the settings of a server before it and with the bare client of its
// provider: what our server is measured against.
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Client } from "@gradio/client";
import { openaiChatCodec } from "../../../../packages/core/src/backends/large-model/decode-openai-chat.ts";
import { bareCalls } from "../../../../packages/core/src/backends/sagemaker/testing/bare-calls.ts";
import { summarizationPrompt } from "../../../../packages/core/src/tasks/summarization/prompt.ts";
import { sagemakerEnv } from "../../demo/sagemaker-env.ts";
import { startGradioApp } from "../start-gradio-app.ts";

/** How a model speaks. */
export interface Speech {
  readonly tokens: number;
  readonly msPerToken: number;
}

/** One provider's model. */
export interface StampingProvider {
  readonly id: "sagemaker" | "openai" | "gradio";
  /** What it is asked with where we are not there. */
  readonly bareClient: string;
  /** The settings of a server before it. */
  readonly env: Readonly<Record<string, string>>;
  /** The text of a summary's reply by the bare client, as it arrives. */
  summarize(text: string): AsyncIterable<string>;
  close(): Promise<void> | void;
}

/** Starts the model behind a local SageMaker. */
export async function openSagemaker(speech: Speech): Promise<StampingProvider> {
  const model = await startModel("sagemaker", speech);
  const names = { endpointName: "local-endpoint", componentName: "local-component" };
  const bare = bareCalls({ url: model.url, ...names });
  return {
    id: "sagemaker",
    bareClient: "AWS SDK",
    env: sagemakerEnv(model),
    summarize: (text) => bare.summarize(text),
    close() {
      bare.close();
      model.stop();
    },
  };
}

/** Starts the model behind the OpenAI schema. */
export async function openOpenai(speech: Speech): Promise<StampingProvider> {
  const { url, stop } = await startModel("openai", speech);
  return {
    id: "openai",
    bareClient: "`fetch`",
    env: { LARGE_MODEL_URL: url, LARGE_MODEL_NAME: "stamping" },
    summarize: (text) => fetchSummary(url, text),
    close: stop,
  };
}

/** Starts the model as an app of Gradio; null, after a line of why, where Gradio cannot be had. */
export async function openGradio({ tokens, msPerToken }: Speech): Promise<StampingProvider | null> {
  const app = await startGradioApp(appSource, {
    TOKENS: String(tokens),
    MS_PER_TOKEN: String(msPerToken),
  });
  if (!app) return null;
  return {
    id: "gradio",
    bareClient: "@gradio/client",
    env: { LARGE_MODEL_GRADIO: app.url, LARGE_MODEL_NAME: "stamping" },
    summarize: (text) => submitSummary(app.url, text),
    close: () => app.stop(),
  };
}

const appSource = `
import os, sys, time
import gradio as gr

tokens, seconds = int(os.environ["TOKENS"]), int(os.environ["MS_PER_TOKEN"]) / 1000

def chat(message: str) -> str:
    said = ""
    for token in range(tokens):
        if token > 0:
            time.sleep(seconds)
        said += f" {time.time() * 1000:.3f}"
        yield said

with gr.Blocks() as app:
    gr.api(chat, api_name="chat")

app.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]))
`;

async function startModel(speaks: string, { tokens, msPerToken }: Speech) {
  const entry = fileURLToPath(new URL("./stamping-model.ts", import.meta.url));
  const env = { TOKENS: String(tokens), MS_PER_TOKEN: String(msPerToken), SPEAKS: speaks };
  const child = spawn(process.execPath, [entry], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const started: readonly unknown[] = await once(child.stdout, "data");
  const url = /url (\S+)/u.exec(String(started[0]))?.[1] ?? "";
  return { url, stop: () => void child.kill() };
}

function promptOf(text: string): string {
  return summarizationPrompt.ask({ text, length: "long" });
}

async function* fetchSummary(url: string, text: string): AsyncGenerator<string, void, void> {
  const { body } = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: openaiChatCodec.encode({
      messages: [{ role: "user", content: promptOf(text) }],
      maxTokens: 600,
      streams: true,
    }),
  });
  let rest = "";
  for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const events = (rest + piece).split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const content = /"content":"([^"]+)"/u.exec(event)?.[1];
      if (content !== undefined) yield content;
    }
  }
}

/** Connects anew for each reply, as our server does: an app keeps what was said in a session. */
async function* submitSummary(url: string, text: string): AsyncGenerator<string, void, void> {
  const client = await Client.connect(url, { events: ["data"] });
  let said = "";
  for await (const event of client.submit("/chat", [promptOf(text)])) {
    const whole = event.type === "data" ? event.data[0] : null;
    if (typeof whole !== "string") continue;
    yield whole.slice(said.length);
    said = whole;
  }
}
