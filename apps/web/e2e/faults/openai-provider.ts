// A server of the OpenAI chat schema with every fault of one on demand. Its answers are in the form that each
// prompt asks for; it is none of the servers that users run, and says what those say.
import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { scriptedReply } from "../large-model/scripted-answer.ts";
import { parseChat } from "./parse-chat.ts";
import type { FaultProvider } from "./fault-provider.ts";
import {
  FaultyHttp,
  resetStrike,
  secret,
  silentStrike,
  type Strike,
  statusStrike,
} from "./faulty-http.ts";

/** How a run under a fault ends that only the large model may answer, and what the fault does. */
interface OpenaiFault {
  readonly expected: readonly string[];
  /** What summaries end with, whose prose has no form. */
  readonly expectedSummary?: readonly string[];
  readonly strike: Strike;
}

const chatPath = "/v1/chat/completions";
const json = { "content-type": "application/json" };
const events = { "content-type": "text/event-stream" };
const tooLong =
  "This model's maximum context length is 2048 tokens. However, your prompt contains at least 2049 input tokens.";
const cold = ["endpoint-cold"];
const failed = ["backend-failed"];
const large = ["openai"];

const faults: Readonly<Record<string, OpenaiFault>> = {
  hang: { expected: ["timeout"], strike: silentStrike },
  "hang-mid-stream": {
    expected: ["timeout"],
    strike: (response, body) => {
      beginReply(response, body);
    },
  },
  "slow-drip": {
    expected: ["timeout"],
    strike: async (response) => {
      response.writeHead(200, events);
      while (!response.destroyed) {
        response.write(": still there\n\n");
        await setTimeout(500);
      }
    },
  },
  // With this name nobody listens.
  refused: { expected: cold, strike: silentStrike },
  "401": { expected: ["backend-unavailable"], strike: statusStrike(401) },
  "403": { expected: ["backend-unavailable"], strike: statusStrike(403) },
  "404": { expected: ["backend-unavailable"], strike: statusStrike(404) },
  "408": { expected: ["timeout"], strike: statusStrike(408) },
  "422": { expected: failed, strike: statusStrike(422) },
  "429": { expected: ["endpoint-throttled"], strike: statusStrike(429) },
  "429-retry-after": {
    expected: ["endpoint-throttled"],
    strike: statusStrike(429, { "retry-after": "7" }),
  },
  "500": { expected: failed, strike: statusStrike(500) },
  "502": { expected: cold, strike: statusStrike(502) },
  "503": { expected: cold, strike: statusStrike(503) },
  "503-retry-after": { expected: cold, strike: statusStrike(503, { "retry-after": "7" }) },
  "503-loading": { expected: cold, strike: statusStrike(503, {}, "Loading model") },
  "503-busy": {
    expected: ["endpoint-throttled"],
    strike: statusStrike(503, {}, "It is overloaded"),
  },
  "504": { expected: cold, strike: statusStrike(504) },
  redirect: {
    expected: ["backend-unavailable"],
    strike: statusStrike(307, { location: "http://127.0.0.1:9/" }),
  },
  reset: { expected: ["network"], strike: resetStrike },
  "reset-mid-stream": {
    expected: ["network"],
    strike: async (response, body) => {
      beginReply(response, body);
      await setTimeout(50);
      resetStrike(response);
    },
  },
  truncated: {
    expected: failed,
    strike: (response, body) => {
      beginReply(response, body);
      response.end();
    },
  },
  "mid-stream-error": {
    expected: failed,
    strike: (response, body) => {
      beginReply(response, body);
      response.end(`data: ${JSON.stringify({ error: { message: secret } })}\n\n`);
    },
  },
  empty: {
    expected: failed,
    strike: (response) => {
      response.writeHead(200, json).end();
    },
  },
  "empty-text": {
    expected: failed,
    strike: (response, body) => {
      endReply(response, body, "");
    },
  },
  garbage: {
    expected: failed,
    strike: (response) => {
      response.writeHead(200, events).end(Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x0a]));
    },
  },
  page: {
    expected: failed,
    strike: (response) => {
      response.writeHead(200, { "content-type": "text/html" }).end(`<html>${secret}</html>`);
    },
  },
  "wrong-form": {
    expected: failed,
    strike: (response) => {
      response.writeHead(200, json).end(JSON.stringify([{ generated_text: secret }]));
    },
  },
  "bad-reply": {
    expected: failed,
    expectedSummary: large,
    strike: (response, body) => {
      endReply(response, body, "I would rather speak of the sea.");
    },
  },
  "context-length": { expected: failed, strike: refuse(tooLong) },
  "no-schema": {
    expected: large,
    strike: (response, body) => {
      if (!body.includes("response_format")) answerChat(response, body);
      else return refuse("response_format: not known")(response, body);
    },
  },
};

/** The faults of this provider. */
export const openaiFaults: readonly string[] = Object.keys(faults);

/** How a run of the large model alone ends under a fault: the code of its error, or who answers. */
export function openaiExpected(fault: string, taskId: string): readonly string[] {
  const { expected = [], expectedSummary = expected } = faults[fault] ?? {};
  return taskId === "summarization" ? expectedSummary : expected;
}

/** Starts it awake. */
export async function openOpenai(): Promise<FaultProvider> {
  const http = await FaultyHttp.open({
    answer: ({ method }, body, response) => {
      if (method === "POST") answerChat(response, body);
      else response.writeHead(200, json).end('{"data": [{"id": "mistral"}]}');
    },
    strikeOf: (fault, path) => (path === chatPath ? (faults[fault]?.strike ?? null) : null),
  });
  return {
    id: "openai",
    env: {
      LARGE_MODEL_URL: http.url,
      LARGE_MODEL_NAME: "mistral",
      // What says nothing is given up sooner than after 65 s, so that the matrix comes to its end.
      LARGE_MODEL_TIMEOUT_SECONDS: "8",
    },
    setFault: (fault) => http.setFault(fault),
    strikes: () => http.strikes,
    close: () => http.close(),
  };
}

function answerChat(response: ServerResponse, body: string): void {
  endReply(response, body, scriptedReply(parseChat(body).messages[0]?.content ?? ""));
}

/** The first word of a streamed reply, or the first bytes of another. */
function beginReply(response: ServerResponse, body: string): void {
  const { stream } = parseChat(body);
  response.writeHead(200, stream ? events : json);
  response.write(stream ? delta("It begins ") : '{"choices": [');
}

function endReply(response: ServerResponse, body: string, text: string): void {
  const { stream } = parseChat(body);
  response.writeHead(200, stream ? events : json);
  const choice = { message: { content: text }, finish_reason: "stop" };
  const last = `data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: "stop" }] })}\n\n`;
  response.end(
    stream ? `${delta(text)}${last}data: [DONE]\n\n` : JSON.stringify({ choices: [choice] }),
  );
}

function delta(content: string): string {
  return `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
}

function refuse(message: string): Strike {
  return (response) => {
    response.writeHead(400, json).end(JSON.stringify({ error: { message, code: 400 } }));
  };
}
