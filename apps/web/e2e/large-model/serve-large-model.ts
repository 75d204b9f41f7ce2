// The built server with a large model behind it: a local SageMaker that sleeps, wakes and speaks when the
// test says so, however fast the machine is.
import { type RecordedRequest, startSagemakerLocal } from "@pilotlight/sagemaker-local";
import { sagemakerEnv } from "../../demo/sagemaker-env.ts";
import { startServer } from "../start-server.ts";
import { scriptedAnswer, Words } from "./scripted-answer.ts";

interface ServeOptions {
  /** Default `cold`. */
  readonly start?: "cold" | "warm";
  /** How many words of an answer the large model says before the test lets it go on. Default all. */
  readonly words?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Such a server. */
export type ServedLargeModel = Awaited<ReturnType<typeof serveLargeModel>>;

const hourMs = 3_600_000;
// The call that finds no capacity orders an instance at once; then all stays as it is until a test wakes it.
const durations = {
  alarmMs: 0,
  instanceStartMs: hourMs,
  copyStartMs: hourMs,
  idleMs: hourMs,
  instanceReleaseMs: hourMs,
};

/** Starts the local SageMaker, then the server, and resolves when that is ready and has seen the endpoint. */
export async function serveLargeModel(options: ServeOptions = {}) {
  const { start = "cold", env = {} } = options;
  const words = new Words(options.words);
  const local = await startSagemakerLocal({ start, answer: scriptedAnswer(words), durations });
  const settings = { ...sagemakerEnv(local), WAKE_SECONDS: "600", ...env };
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
    /** Ends the wake: the large model is awake now, and the server sees it when it looks next. */
    wakeUp: () => {
      local.jumpTo("warm");
    },
    /** Lets the large model say so many more words; all that are left when none are named. */
    say: (more?: number) => {
      words.say(more);
    },
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
