// The built server with a large model behind it: a local SageMaker that wakes in seconds.
import { type RecordedRequest, startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { sagemakerEnv } from "../../demo/sagemaker-env.ts";
import { startServer } from "../start-server.ts";
import { scriptedAnswer } from "./scripted-answer.ts";

interface ServeOptions {
  /** Default `cold`. */
  readonly start?: "cold" | "warm";
  /** From the call that finds no capacity to a copy that answers. Default 1,200. */
  readonly wakeMs?: number;
  /** Between two words of the large model. Default 0. */
  readonly msPerWord?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Such a server. */
export type ServedLargeModel = Awaited<ReturnType<typeof serveLargeModel>>;

/** Starts the local SageMaker, then the server, and resolves when that is ready and has seen the endpoint. */
export async function serveLargeModel(options: ServeOptions = {}) {
  const { start = "cold", wakeMs = 1200, msPerWord = 0, env = {} } = options;
  const stepMs = wakeMs / 3;
  const local = await startSagemakerLocal({
    start,
    answer: scriptedAnswer(msPerWord),
    durations: { alarmMs: stepMs, instanceStartMs: stepMs, copyStartMs: stepMs },
  });
  const settings = { ...sagemakerEnv(local), WAKE_SECONDS: "4", ...env };
  const server = await startServer(settings, { untilReady: true });
  const post = (path: string, body?: object, headers: Readonly<Record<string, string>> = {}) =>
    fetch(new URL(path, server.url), {
      method: "POST",
      headers: { ...(body ? { "content-type": "application/json" } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  return {
    server,
    local,
    url: server.url,
    post,
    /** The calls that reached the model's address so far. */
    invocations: () => local.requests.filter(isInvocation),
    /** Ends both, and gives the server's exit code. */
    close: async () => {
      const code = await server.stop();
      await local.close();
      return code;
    },
  };
}

function isInvocation({ operation }: RecordedRequest): boolean {
  return operation.startsWith("InvokeEndpoint");
}
