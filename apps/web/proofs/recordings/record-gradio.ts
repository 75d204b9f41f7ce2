// A Gradio app, asked as its client does: what it says of itself, and the events of two calls.
import { startGradioApp } from "../start-gradio-app.ts";
import type { Recorded } from "./record-server.ts";

/** An endpoint that writes its reply as a generator does, and one that fails. */
const appSource = `
import re, sys
import gradio as gr

def chat(message: str) -> str:
    said = ""
    for word in re.split(r"(?<= )", "Café, naïve – 灯台 ⛵ was lit in 1904."):
        said += word
        yield said

def fail(message: str) -> str:
    raise gr.Error("I cannot do this.")

with gr.Blocks() as app:
    gr.api(chat, api_name="chat")
    gr.api(fail, api_name="fail")

app.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]))
`;
const session = "recorded";

/** Records it; nothing, after a line of why, where Gradio cannot be had. */
export async function recordGradio(): Promise<Recorded> {
  const app = await startGradioApp(appSource);
  if (!app) return {};
  const { url } = app;
  const read = async (path: string) => (await fetch(url + path)).text();
  try {
    const recorded: Record<string, string> = {
      "gradio.config": (await read("/config")).replaceAll(url, "http://127.0.0.1:7860"),
      "gradio.info": await read("/gradio_api/info"),
    };
    for (const [index, name] of ["chat", "fail"].entries()) {
      const joined = await fetch(`${url}/gradio_api/queue/join?`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ data: ["Hello"], fn_index: index, session_hash: session + name }),
      });
      recorded[`gradio.${name}.join`] = await joined.text();
      recorded[`gradio.${name}.sse`] = await read(
        `/gradio_api/queue/data?session_hash=${session}${name}`,
      );
    }
    return recorded;
  } finally {
    await app.stop();
  }
}
