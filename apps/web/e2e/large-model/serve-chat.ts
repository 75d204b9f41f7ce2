// A server of the OpenAI chat schema behind a gateway that scales it to zero: asleep it says 503, awake it
// says the same summary of any text. A stand-in for tests, none of the servers that users run.
import { once } from "node:events";
import { createServer } from "node:http";
import { summary } from "./scripted-answer.ts";

/** Starts it asleep, on a free port. */
export async function serveChat() {
  let isAwake = false;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    if (!isAwake) {
      response.writeHead(503).end("Service Unavailable");
    } else if (request.method === "GET") {
      response.writeHead(200, { "content-type": "application/json" }).end('{"data": []}');
    } else {
      response.writeHead(200, { "content-type": "text/event-stream" }).end(streamOf(summary));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    wakeUp: () => {
      isAwake = true;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function streamOf(text: string): string {
  const events = [
    ...text.split(/(?= )/u).map((content) => ({ choices: [{ delta: { content } }] })),
    { choices: [{ delta: {}, finish_reason: "stop" }] },
  ];
  return [...events.map((event) => JSON.stringify(event)), "[DONE]"]
    .map((data) => `data: ${data}\n\n`)
    .join("");
}
