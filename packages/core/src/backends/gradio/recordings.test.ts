// A real Gradio app, replayed to Gradio's own client over HTTP; `npm run proof -- recordings` writes it down.
import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../runtime/system-clock.ts";
import { bodyInParts } from "../../testing/body-in-parts.ts";
import { serveHttp } from "../../testing/serve-http.ts";
import { decodeParts } from "../large-model/testing/stream-splits.ts";
import { GradioClient } from "./gradio-client.ts";

const never = new AbortController().signal;
const chat = JSON.stringify({ messages: [{ role: "user", content: "Hello" }], max_tokens: 9 });
const said = "Café, naïve – 灯台 ⛵ was lit in 1904.";
const recorded = (name: string) =>
  readFileSync(new URL(`./__fixtures__/gradio.${name}`, import.meta.url));

describe("what a Gradio app sent", () => {
  it("is streamed word by word, however its bytes come", async () => {
    for (const size of [1, 100_000]) {
      const client = await replay("chat", size);
      const parts: Uint8Array[] = [];
      for await (const part of client.stream(chat, never)) parts.push(part);
      expect(decodeParts(parts)).toMatchObject({ shown: said, reply: { text: said } });
      // Each word of the generator, the end, and the last line.
      expect(parts).toHaveLength(said.split(" ").length + 2);
    }
  });

  it("is a failed call where its function raised an error, whose words stay out of it", async () => {
    const client = await replay("fail", 1);
    const error: unknown = await client.invoke(chat, never).catch((reason: unknown) => reason);
    const fault = client.readFault(error);
    expect(fault.row).toMatchObject({ code: "backend-failed", shows: "failed" });
    expect(JSON.stringify([fault.row, fault.facts])).not.toContain("I cannot do this");
  });
  // The client reads events in a promise that nobody waits for: it ended the process.
  it.each(["<html>", "null", '"text"', '{"msg": "process_generating", "event_id": "EVENT"}'])(
    "is a broken reply with the event %s",
    async (data) => {
      const { event_id } = JSON.parse(recorded("chat.join").toString()) as { event_id: string };
      const event = `data: ${data.replace("EVENT", event_id)}\n\n`;
      const client = await replay("chat", 100_000, event);
      const error: unknown = await client.invoke(chat, never).catch((reason: unknown) => reason);
      expect(client.readFault(error).row).toMatchObject({ code: "backend-failed" });
    },
  );
});

/** A client of an app that sends what was recorded, its events in parts of so many bytes. */
async function replay(
  endpoint: string,
  partBytes: number,
  events: Uint8Array | string = recorded(`${endpoint}.sse`),
): Promise<GradioClient> {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  let rootUrl = "";
  const bodies: Readonly<Record<string, () => BodyInit>> = {
    "/config": () => recorded("config").toString().replaceAll("http://127.0.0.1:7860", rootUrl),
    "/gradio_api/info": () => recorded("info"),
    "/gradio_api/queue/join": () => recorded(`${endpoint}.join`),
    "/gradio_api/queue/data": () => bodyInParts(Buffer.from(events), partBytes),
  };
  const http = await serveHttp(async ({ url }) => {
    const { pathname } = new URL(url);
    const type = pathname.endsWith("/data") ? "text/event-stream" : "application/json";
    const body = bodies[pathname]?.();
    if (body === undefined) return new Response("{}", { status: 404 });
    return new Response(body, { headers: { "content-type": type } });
  });
  onTestFinished(() => http.close());
  ({ rootUrl } = http);
  return new GradioClient({
    app: rootUrl,
    endpoints: { chat: { endpoint: `/${endpoint}`, parameters: { message: "$prompt" } } },
    clock: systemClock,
  });
}
