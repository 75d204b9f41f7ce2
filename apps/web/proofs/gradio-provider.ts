// A Gradio app from PyPI with every fault of one on demand: what its function does is told to it by a file, and
// what happens on the way is done by a proxy before it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  FaultyHttp,
  resetStrike,
  secret,
  silentStrike,
  type Strike,
  statusStrike,
} from "../e2e/faults/faulty-http.ts";
import type { FaultProvider } from "../e2e/faults/fault-provider.ts";
import { summary } from "../e2e/large-model/scripted-answer.ts";
import { passOn } from "./pass-on.ts";
import { startGradioApp } from "./start-gradio-app.ts";

/** Chats word by word in the form that each prompt asks for, unless the file says otherwise. */
const appSource = `
import json, os, re, sys, time
from pathlib import Path
import gradio as gr

told, secret = Path(os.environ["FAULT_FILE"]), os.environ["FAULT_SECRET"]

def reply_to(message):
    if message.startswith("You summarize"):
        return ${JSON.stringify(summary)}
    if not message.startswith("You judge"):
        return json.dumps({"answers": []})
    return json.dumps({"label": "POSITIVE", "score": 0.97, "reason": "It praises the place."})

def chat(message: str) -> str:
    fault = told.read_text()
    if fault == "raises":
        raise gr.Error(secret)
    if fault == "crashes":
        raise ValueError(secret)
    if fault == "hangs":
        time.sleep(20)
    if fault == "says-nothing":
        yield ""
        return
    text = "I would rather speak of the sea." if fault == "bad-reply" else reply_to(message)
    said = ""
    for word in re.split(r"(?<= )", text):
        said += word
        yield said
        if fault == "raises-mid-stream":
            raise gr.Error(secret)
        if fault == "hangs-mid-stream":
            time.sleep(20)

with gr.Blocks() as app:
    gr.api(chat, api_name="chat", concurrency_limit=8)

app.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]))
`;

/** The request of a call that a fault meets. */
type CallStep = "config" | "join" | "data";

interface ProxyFault {
  readonly at: CallStep;
  readonly expected: readonly string[];
  readonly strike: Strike;
}

const paths: Readonly<Record<CallStep, string>> = {
  config: "/config",
  join: "/gradio_api/queue/join",
  data: "/gradio_api/queue/data",
};
const cold = ["endpoint-cold"];
const failed = ["backend-failed"];
const unavailable = ["backend-unavailable"];
const events = { "content-type": "text/event-stream" };

/** What happens before the app is reached. */
const onTheWay: Readonly<Record<string, ProxyFault>> = {
  refused: { at: "config", expected: cold, strike: silentStrike },
  "config-hangs": { at: "config", expected: ["timeout"], strike: silentStrike },
  "config-401": { at: "config", expected: unavailable, strike: statusStrike(401) },
  "config-403": { at: "config", expected: unavailable, strike: statusStrike(403) },
  "config-404": { at: "config", expected: unavailable, strike: statusStrike(404) },
  "config-429": { at: "config", expected: ["endpoint-throttled"], strike: statusStrike(429) },
  "config-500": { at: "config", expected: failed, strike: statusStrike(500) },
  "config-502": { at: "config", expected: cold, strike: statusStrike(502) },
  "config-503": { at: "config", expected: cold, strike: statusStrike(503) },
  "config-reset": { at: "config", expected: ["network"], strike: resetStrike },
  "config-garbage": {
    at: "config",
    expected: ["network", "backend-failed"],
    strike: (response) => {
      response.writeHead(200, { "content-type": "text/html" }).end(`<html>${secret}</html>`);
    },
  },
  "queue-full": { at: "join", expected: ["endpoint-throttled"], strike: statusStrike(503) },
  "join-422": { at: "join", expected: failed, strike: statusStrike(422) },
  "join-500": { at: "join", expected: failed, strike: statusStrike(500) },
  "join-hangs": { at: "join", expected: ["timeout"], strike: silentStrike },
  "join-reset": { at: "join", expected: ["network"], strike: resetStrike },
  "stream-500": { at: "data", expected: ["network", "backend-failed"], strike: statusStrike(500) },
  "stream-hangs": { at: "data", expected: ["timeout"], strike: silentStrike },
  "stream-reset": {
    at: "data",
    expected: ["network"],
    strike: async (response) => {
      response.writeHead(200, events).write(": it begins\n\n");
      await setTimeout(50);
      resetStrike(response);
    },
  },
  "stream-garbage": {
    at: "data",
    expected: ["network", "backend-failed"],
    strike: (response) => {
      response.writeHead(200, events).end(`data: ${secret}\n\n`);
    },
  },
  "stream-empty": {
    at: "data",
    // Gradio's client tells nobody that a stream has ended, so only a limit of ours ends the run.
    expected: ["timeout"],
    strike: (response) => {
      response.writeHead(200, events).end();
    },
  },
};

/** What the app's function does. */
const inTheApp: Readonly<Record<string, readonly string[]>> = {
  raises: failed,
  crashes: failed,
  "raises-mid-stream": failed,
  hangs: ["timeout"],
  "hangs-mid-stream": ["timeout"],
  "says-nothing": failed,
  "bad-reply": failed,
};

/** The faults of this provider. */
export const gradioFaults: readonly string[] = [...Object.keys(onTheWay), ...Object.keys(inTheApp)];

/** How a run of the large model alone ends under a fault: the code of its error, or who answers. */
export function gradioExpected(fault: string, taskId: string): readonly string[] {
  // A summary is prose, which has no form.
  if (fault === "bad-reply" && taskId === "summarization") return ["gradio"];
  return onTheWay[fault]?.expected ?? inTheApp[fault] ?? [];
}

/** Starts the app and its proxy, awake; null, after a line of why, where Gradio cannot be had. */
export async function openGradio(): Promise<FaultProvider | null> {
  const folder = await mkdtemp(join(tmpdir(), "pilotlight-gradio-faults-"));
  const file = join(folder, "fault");
  await writeFile(file, "");
  const app = await startGradioApp(appSource, { FAULT_FILE: file, FAULT_SECRET: secret });
  if (!app) return null;
  let functionFault: string | null = null;
  let functionStrikes = 0;
  const http = await FaultyHttp.open({
    answer: (request, body, response) => {
      if (functionFault !== null && request.url?.startsWith(paths.join)) functionStrikes += 1;
      return passOn(app.port, request, { body, response });
    },
    strikeOf(fault, path) {
      const found = onTheWay[fault];
      return found && paths[found.at] === path ? found.strike : null;
    },
  });
  return {
    id: "gradio",
    env: {
      LARGE_MODEL_GRADIO: http.url,
      LARGE_MODEL_NAME: "an app's function",
      LARGE_MODEL_GRADIO_ENDPOINTS: JSON.stringify({
        chat: { endpoint: "/chat", parameters: { message: "$prompt" } },
      }),
      LARGE_MODEL_TIMEOUT_SECONDS: "8",
    },
    async setFault(fault) {
      functionFault = fault !== null && fault in inTheApp ? fault : null;
      functionStrikes = 0;
      await writeFile(file, functionFault ?? "");
      await http.setFault(functionFault === null ? fault : null);
    },
    strikes: () => (functionFault === null ? http.strikes : functionStrikes),
    async close() {
      await http.close();
      await app.stop();
      await rm(folder, { recursive: true });
    },
  };
}
