// `npm run proof -- recordings`: what vLLM, llama.cpp's server and a Gradio app send, byte for byte, as the fixtures
// that `npm test` replays. The prompts are ours, the replies short. Writes those of each server that can be had.
import { mkdir, writeFile } from "node:fs/promises";
import { startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { openLlamaCpp } from "./llama-cpp/start-llama-cpp.ts";
import { recordGradio } from "./recordings/record-gradio.ts";
import { type Recorded, recordServer, recordStream } from "./recordings/record-server.ts";
import { modelName, openVllm } from "./vllm/start-vllm.ts";

const backends = "../../../packages/core/src/backends/";
const folders = {
  chat: new URL(`${backends}large-model/__fixtures__/servers/`, import.meta.url),
  gradio: new URL(`${backends}gradio/__fixtures__/`, import.meta.url),
};

interface RecordingsOptions {
  /** One server alone: `vllm`, `llama-cpp` or `gradio`. */
  readonly only?: string | undefined;
  /** A vLLM that runs already. */
  readonly vllmUrl?: string | undefined;
}

/** Records what can be had, and writes it. */
export async function main({ only, vllmUrl }: RecordingsOptions): Promise<void> {
  const isAsked = (server: string) => only === undefined || only === server;
  if (isAsked("gradio")) await write(folders.gradio, await recordGradio());
  if (isAsked("llama-cpp")) await write(folders.chat, await recordLlamaCpp());
  if (isAsked("vllm")) await write(folders.chat, await recordVllm(vllmUrl));
}

async function recordLlamaCpp(): Promise<Recorded> {
  const server = await openLlamaCpp();
  if (!server) return {};
  try {
    const { url, loading } = server;
    const recorded = await recordServer("llama-cpp", `${url}/v1/chat/completions`, modelName);
    return loading === null ? recorded : { ...recorded, "llama-cpp.loading": loading };
  } finally {
    server.stop();
  }
}

async function recordVllm(runningUrl?: string): Promise<Recorded> {
  const vllm = runningUrl === undefined ? await openVllm() : { url: runningUrl, stop() {} };
  if (!vllm) return {};
  try {
    const chat = await recordServer("vllm", `${vllm.url}/v1/chat/completions`, modelName);
    const local = await startSagemakerLocal({ forward: vllm.url, start: "warm" });
    const frames = await recordStream(
      `${local.url}/endpoints/local-endpoint/invocations-response-stream`,
      { "x-amzn-sagemaker-inference-component": "local-component" },
    );
    await local.close();
    return { ...chat, "vllm.frames": frames };
  } finally {
    vllm.stop();
  }
}

async function write(folder: URL, recorded: Recorded): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(recorded)) {
    await writeFile(new URL(name, folder), bytes);
    console.log(`${name}\t${bytes.length} bytes`);
  }
}
