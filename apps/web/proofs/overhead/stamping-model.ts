// A large model in a process of its own that says nothing but the time: each token is the moment at which it was
// given, so that whoever reads it knows how long it was on its way. Behind a local SageMaker, or by the OpenAI schema.
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { freePort } from "../../e2e/free-port.ts";

const tokens = Number(process.env["TOKENS"]);
const msPerToken = Number(process.env["MS_PER_TOKEN"]);

async function* stamps(signal?: AbortSignal): AsyncGenerator<string, void, void> {
  for (let token = 0; token < tokens; token += 1) {
    if (token > 0) await setTimeout(msPerToken, undefined, signal ? { signal } : {});
    yield ` ${(performance.timeOrigin + performance.now()).toFixed(3)}`;
  }
}

async function serveChats(): Promise<{ readonly url: string }> {
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === "POST") void writeChat(response);
    else response.writeHead(200, { "content-type": "application/json" }).end('{"data": []}');
  });
  const port = await freePort();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${port}` };
}

async function writeChat(response: ServerResponse): Promise<void> {
  const write = (choice: object) =>
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`);
  response.writeHead(200, { "content-type": "text/event-stream" });
  for await (const content of stamps()) write({ delta: { content } });
  write({ delta: {}, finish_reason: "stop" });
  response.end("data: [DONE]\n\n");
}

const { url } =
  process.env["SPEAKS"] === "openai"
    ? await serveChats()
    : await startSagemakerLocal({ start: "warm", answer: (_request, signal) => stamps(signal) });
console.log(`url ${url}`);
