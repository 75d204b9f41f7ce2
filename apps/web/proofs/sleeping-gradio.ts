// A Gradio app from PyPI as a Space that sleeps: a hub of ours tells its stage, the first call starts it, and it says
// 503 until it is awake. The app itself runs all the time, so that it is there when it is told to be.
import { FaultyHttp } from "../e2e/faults/faulty-http.ts";
import { summary } from "../e2e/large-model/scripted-answer.ts";
import { type SleepingModel, Tally } from "../e2e/storms/sleeping-model.ts";
import { passOn } from "./pass-on.ts";
import { startGradioApp } from "./start-gradio-app.ts";

const space = "me/model";

const appSource = `
import re, sys, time
import gradio as gr

def chat(message: str) -> str:
    said = ""
    for word in re.split(r"(?<= )", ${JSON.stringify(summary)}):
        time.sleep(0.01)
        said += word
        yield said

with gr.Blocks() as app:
    gr.api(chat, api_name="chat", concurrency_limit=8)

app.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]))
`;

// Each call listens here while it is under way, in a session of its own; a wake does not.
const answers = "/gradio_api/queue/data";
const json = { "content-type": "application/json" };

/** Starts it asleep; null, after a line of why, where Gradio cannot be had. */
export async function openSleepingGradio(): Promise<SleepingModel | null> {
  const app = await startGradioApp(appSource);
  if (!app) return null;
  const tally = new Tally();
  let stage = "SLEEPING";
  let coldCalls = 0;
  const http = await FaultyHttp.open({
    async answer(request, body, response) {
      const path = request.url ?? "/";
      if (path === `/api/spaces/${space}`) {
        response.writeHead(200, json).end(JSON.stringify({ runtime: { stage } }));
      } else if (path === `/api/spaces/${space}/host`) {
        response.writeHead(200, json).end(JSON.stringify({ host: http.url }));
      } else if (stage !== "RUNNING") {
        coldCalls += 1;
        stage = "APP_STARTING";
        response.writeHead(503).end();
      } else {
        if (path.startsWith(answers)) {
          tally.begin();
          response.once("close", () => {
            tally.end();
          });
        }
        await passOn(app.port, request, { body, response });
      }
    },
    strikeOf: () => null,
  });
  return {
    id: "gradio",
    env: {
      LARGE_MODEL_GRADIO: space,
      LARGE_MODEL_NAME: "a Space",
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hubHook(http.url))}`,
    },
    tally,
    coldCalls: () => coldCalls,
    wakeUp() {
      stage = "RUNNING";
    },
    async close() {
      await http.close();
      await app.stop();
    },
  };
}

/** Has a server ask for Spaces here, where no hub is. */
function hubHook(url: string): string {
  return `const hub = "https://huggingface.co";
    const real = globalThis.fetch;
    globalThis.fetch = (address, init) =>
      real(String(address).startsWith(hub) ? String(address).replace(hub, ${JSON.stringify(url)}) : address, init);`;
}
