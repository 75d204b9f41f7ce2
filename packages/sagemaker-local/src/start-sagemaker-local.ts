import { once } from "node:events";
import { createServer } from "node:http";
import type { Answer } from "./answer.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Durations, publishedDurations } from "./durations.ts";
import { type FaultName, type FaultScope, FaultSwitch } from "./faults.ts";
import { LifeCycle, type LifeCycleState } from "./life-cycle.ts";
import { answerHttp } from "./answer-http.ts";
import { type RecordedRequest, RequestLog } from "./request-log.ts";
import { seededRandom } from "./seeded-random.ts";

/** How a local SageMaker is set up; only the answer is needed. */
export interface SagemakerLocalOptions {
  readonly answer: Answer;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default `local-endpoint`. */
  readonly endpointName?: string;
  /** The endpoint's one inference component. Default `local-component`. */
  readonly componentName?: string;
  /** The region in ARNs and addresses of logs. Default `us-east-1`. */
  readonly region?: string;
  /** Default `cold`. */
  readonly start?: "cold" | "warm";
  /** How many times faster than real time the endpoint wakes and sleeps. Default 1. */
  readonly timeScale?: number;
  /** Steps of the life cycle that take another time than AWS published. */
  readonly durations?: Partial<Durations>;
  /** The fault of all invocations from the start. */
  readonly fault?: FaultName | null;
  /** How many tokens a prompt and its reply may have together. Default 8192. */
  readonly contextTokens?: number;
  /** The model's name in its replies. Default `/opt/ml/model`, as the container's own. */
  readonly modelName?: string;
  /** Default `ml.g5.2xlarge`. */
  readonly instanceType?: string;
  /** Default 2. */
  readonly maxCopies?: number;
  /** Decides where replies are cut into payload parts. Default 1. */
  readonly seed?: number;
  readonly clock?: Clock;
}

/** Where the endpoint stands, and which faults are set. */
export interface SagemakerLocalState extends LifeCycleState {
  readonly timeScale: number;
  readonly fault: FaultName | null;
  readonly controlFault: FaultName | null;
}

/** A local SageMaker that runs. */
export interface SagemakerLocal {
  /** For `AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME` and `AWS_ENDPOINT_URL_SAGEMAKER`. */
  readonly url: string;
  /** The calls so far, oldest first; at most the last 10,000. */
  readonly requests: readonly RecordedRequest[];
  state(): SagemakerLocalState;
  /**
   * Sets the fault of all following calls of a scope (default: invocations) or of the next `times`; null ends it.
   * @throws Error when the fault cannot strike such calls
   */
  setFault(
    name: FaultName | null,
    options?: { readonly times?: number; readonly scope?: FaultScope },
  ): void;
  /**
   * Orders copies, which take their time to come; 0 sends it to sleep.
   * @throws Error when it is no whole number from 0 to `maxCopies`
   */
  setCopies(copies: number): void;
  /** Puts it into a state at once. */
  jumpTo(start: "cold" | "warm"): void;
  /** Ends it and every connection. */
  close(): Promise<void>;
}

/**
 * Starts a local SageMaker: one endpoint with one inference component that scales to zero.
 * @throws Error when the port cannot be had
 */
export async function startSagemakerLocal(options: SagemakerLocalOptions): Promise<SagemakerLocal> {
  const { host = "127.0.0.1", port = 0, timeScale = 1, maxCopies = 2 } = options;
  const { clock = systemClock, start = "cold", seed = 1 } = options;
  if (!(timeScale > 0)) throw new Error(`The time scale is ${timeScale}. Give a number above 0.`);
  const durations = { ...publishedDurations, ...options.durations };
  const lifeCycle = new LifeCycle({ clock, timeScale, durations, start });
  const faults = new FaultSwitch();
  faults.set(options.fault ?? null, "invoke");
  const log = new RequestLog(clock);
  const server = createServer();
  const local = {
    url: "",
    requests: log.requests,
    state: () => ({
      ...lifeCycle.state(),
      timeScale,
      fault: faults.peek("invoke"),
      controlFault: faults.peek("control"),
    }),
    setFault: (
      name: FaultName | null,
      { times, scope = "invoke" }: { times?: number; scope?: FaultScope } = {},
    ) => {
      faults.set(name, scope, times);
    },
    setCopies: (copies: number) => {
      if (!Number.isInteger(copies) || copies < 0 || copies > maxCopies) {
        throw new Error(`The copies are ${copies}. Give a whole number from 0 to ${maxCopies}.`);
      }
      lifeCycle.orderCopies(copies);
    },
    jumpTo: (state: "cold" | "warm") => {
      lifeCycle.jumpTo(state);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const { endpointName = "local-endpoint", componentName = "local-component" } = options;
  const names = { region: options.region ?? "us-east-1", endpointName, componentName };
  const { answer, modelName = "/opt/ml/model", contextTokens = 8192 } = options;
  const { instanceType = "ml.g5.2xlarge" } = options;
  const createdSeconds = Math.floor(Date.now() / 1000);
  const shared = { names, lifeCycle, faults, clock, log, local };
  server.on(
    "request",
    answerHttp({
      ...shared,
      container: { answer, modelName, contextTokens },
      random: seededRandom(seed),
      instanceType,
      maxCopies,
      createdSeconds,
    }),
  );
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  const taken = typeof address === "object" && address ? address.port : port;
  local.url = `http://${host.includes(":") ? `[${host}]` : host}:${taken}`;
  return local;
}
