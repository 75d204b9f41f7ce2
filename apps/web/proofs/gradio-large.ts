// `npm run proof -- gradio-large`: an app of Gradio from PyPI is the large model of the production build. Its
// function replies as a chat model would, word by word; no model is in it.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { isJsonObject } from "@pilotlight/core";
import { jsonOf } from "../e2e/large-model/parse-events.ts";
import { startServer } from "../e2e/start-server.ts";
import { placeGradioApp } from "./start-gradio-app.ts";
import { freePort } from "../e2e/free-port.ts";

/** One endpoint that chats as a generator, and one that does a task itself. */
const appSource = `
import json, re, sys
import gradio as gr

def reply(message, history):
    if "JSON" not in message:
        text = "The lamp was lit in 1904."
    elif "POSITIVE" in message:
        text = json.dumps({"label": "POSITIVE", "score": 0.9, "reason": "It is kind."})
    else:
        raise gr.Error("I cannot do this.")
    said = ""
    for word in re.split(r"(?<= )", text):
        said += word
        yield said

def ask(question, context):
    start = context.index("1904")
    found = {"answer": "1904", "score": 0.9, "start": start, "end": start + 4}
    return {"found": True, **found, "answers": [found], "quote": None}

with gr.Blocks() as app:
    gr.ChatInterface(reply, api_name="chat")
    gr.Interface(ask, [gr.Textbox(), gr.Textbox()], gr.JSON(), api_name="ask")

app.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]))
`;

const endpoints = JSON.stringify({
  chat: { endpoint: "/chat", parameters: { message: "$prompt" } },
  "question-answering": {
    endpoint: "/ask",
    parameters: { question: "$input.question", context: "$input.context" },
  },
});
const text = "The lamp was lit in 1904. It has burnt ever since, and people love it.";
const inputs = {
  summarization: { text },
  "question-answering": { question: "When was the lamp lit?", context: text },
  "sentiment-analysis": { text },
};
const patienceMs = 180_000;

/** Runs the proof, prints what each task got in each state, and sets the exit code. */
export async function main(): Promise<void> {
  const placed = await placeGradioApp(appSource);
  if (!placed) return;
  const port = await freePort();
  const server = await startServer(
    {
      LARGE_MODEL_GRADIO: `http://127.0.0.1:${port}`,
      LARGE_MODEL_GRADIO_ENDPOINTS: endpoints,
      LARGE_MODEL_NAME: "an app's function",
    },
    { untilReady: true },
  );
  const misses: string[] = [];
  const states: string[] = [];
  const check = async (state: string, isRight: (got: Got) => boolean) => {
    for (const [task, input] of Object.entries(inputs)) {
      for (const backend of ["auto", "large"]) {
        const got = await ask(`${server.url}/api/v1/${task}`, { ...input, backend });
        console.log(`${state}\t${task}\t${backend}\t${wordsOf(got)}`);
        if (!isRight({ ...got, backend })) misses.push(`${state}, ${task}, ${backend}`);
      }
    }
  };
  const untilState = async (wanted: string) => {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const state = await temperature(server.url);
      if (states.at(-1) !== state) states.push(state);
      if (state === wanted) return;
      if (performance.now() > deadline) throw new Error(`It is ${state}, and never ${wanted}.`);
      await setTimeout(500);
    }
  };
  let app: ChildProcess | null = null;
  try {
    await untilState("cold");
    await check("not started", answeredSmallOrTold);
    app = placed.start(port);
    await check("starting", () => true);
    await untilState("warm");
    await check("awake", ({ answeredBy }) => answeredBy === "gradio");
    const ended = once(app, "exit");
    app.kill("SIGKILL");
    await ended;
    await check("gone", answeredSmallOrTold);
    await untilState("cold");
    console.log(`states\t${states.join(" → ")}`);
  } finally {
    app?.kill("SIGKILL");
    await server.stop();
    await placed.remove();
  }
  for (const miss of misses) console.log(`MISSED\t${miss}`);
  if (misses.length > 0) {
    console.log(server.output());
    process.exitCode = 1;
  }
}

interface Answered {
  readonly status: number;
  readonly answeredBy: string | null;
  readonly error: string | null;
}

interface Got extends Answered {
  readonly backend: string;
}

/** A small model answers where the choice is open; who asked for the large model alone is told why not. */
function answeredSmallOrTold({ backend, answeredBy, status, error }: Got): boolean {
  return backend === "auto" ? answeredBy === "onnx" : status >= 400 && error !== null;
}

function wordsOf({ status, answeredBy, error }: Answered): string {
  return answeredBy === null ? `${status} ${error ?? "no words"}` : `answered by ${answeredBy}`;
}

async function ask(url: string, body: object): Promise<Answered> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const { status } = response;
  const reply = await jsonOf(response);
  const { run, detail } = reply;
  const answeredBy = isJsonObject(run) ? String(run["backend"]) : null;
  return { status, answeredBy, error: typeof detail === "string" ? detail : null };
}

async function temperature(url: string): Promise<string> {
  const { endpoint } = await jsonOf(await fetch(`${url}/api/v1/status`));
  return isJsonObject(endpoint) ? String(endpoint["temperature"]) : "unknown";
}
