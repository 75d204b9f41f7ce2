import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { freePort } from "../free-port.ts";
import { summary } from "../large-model/scripted-answer.ts";
import { type SleepingModel, Tally } from "./sleeping-model.ts";

const events = { "content-type": "text/event-stream" };

/** A server of the OpenAI schema behind a gateway that scales it to zero: asleep it says 503. */
export async function openSleepingOpenai(): Promise<SleepingModel> {
  const tally = new Tally();
  let isAwake = false;
  let coldCalls = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (!isAwake) {
      if (request.method === "POST") coldCalls += 1;
      response.writeHead(503).end("Service Unavailable");
    } else if (request.method === "POST") {
      void writeChat(response, tally);
    } else {
      response.writeHead(200, { "content-type": "application/json" }).end('{"data": []}');
    }
  });
  const port = await freePort();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    id: "openai",
    env: {
      LARGE_MODEL_URL: `http://127.0.0.1:${port}`,
      LARGE_MODEL_NAME: "mistral",
      LARGE_MODEL_IDLE_MINUTES: "15",
    },
    tally,
    coldCalls: () => coldCalls,
    wakeUp: () => {
      isAwake = true;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function writeChat(response: ServerResponse, tally: Tally): Promise<void> {
  const write = (choice: object) =>
    response.write(`data: ${JSON.stringify({ choices: [choice] })}\n\n`);
  response.writeHead(200, events);
  for await (const content of tally.count(summary.match(/\s*\S+/gu) ?? []))
    write({ delta: { content } });
  write({ delta: {}, finish_reason: "stop" });
  response.end("data: [DONE]\n\n");
}
