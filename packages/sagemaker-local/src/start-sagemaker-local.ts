import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Answer } from "./answer.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Durations, publishedDurations } from "./durations.ts";
import { type FaultName, type FaultScope, FaultSwitch } from "./faults.ts";
import { LifeCycle } from "./life-cycle.ts";
import { answerHttp } from "./answer-http.ts";
import { forwardTo } from "./forward.ts";
import { type RecordedRequest, RequestLog } from "./request-log.ts";
import type { SagemakerLocal, SagemakerLocalState } from "./sagemaker-local.ts";
import { seededRandom } from "./seeded-random.ts";

/** How a local SageMaker is set up; only the answer is needed, or where it is to be had. */
export interface SagemakerLocalOptions {
  /** The model. Default: one that says nothing, for use with `forward`. */
  readonly answer?: Answer;
  /** The address of a real server of the OpenAI chat schema that answers in the container's place. */
  readonly forward?: string;
  /** The address of a Pilotlight server in SageMaker's mode: the container of one more endpoint, for small models. */
  readonly small?: string;
  /** That endpoint's name. Default `local-small-endpoint`. */
  readonly smallEndpointName?: string;
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

/**
 * Starts a local SageMaker: one endpoint with one inference component that scales to zero.
 * @throws Error when the port cannot be had
 */
export async function startSagemakerLocal(options: SagemakerLocalOptions): Promise<SagemakerLocal> {
  const { answer = silence, forward, host = "127.0.0.1", port = 0, maxCopies = 2 } = options;
  const { endpointName = "local-endpoint", componentName = "local-component" } = options;
  const { clock = systemClock, region = "us-east-1", instanceType = "ml.g5.2xlarge" } = options;
  const { modelName = "/opt/ml/model", contextTokens = 8192 } = options;
  const { small, smallEndpointName = "local-small-endpoint" } = options;
  const endpoint = new LocalEndpoint({ ...options, clock, maxCopies });
  const { lifeCycle, faults, log, server } = endpoint;
  const routes = {
    names: { region, endpointName, componentName },
    container: {
      ...{ answer, modelName, contextTokens },
      ...(forward === undefined ? {} : { forward: forwardTo(forward) }),
    },
    small:
      small === undefined
        ? null
        : {
            names: { region, endpointName: smallEndpointName, componentName: "" },
            container: {
              ...{ answer, modelName, contextTokens },
              // By its route: what that refuses is not asked elsewhere.
              forward: forwardTo(`${small.replace(/\/+$/u, "")}/invocations`),
            },
          },
    random: seededRandom(options.seed ?? 1),
    createdSeconds: Math.floor(Date.now() / 1000),
    local: endpoint,
    ...{ lifeCycle, faults, log, clock, instanceType, maxCopies },
  };
  server.on("request", answerHttp(routes));
  server.listen(port, host);
  await once(server, "listening");
  endpoint.url = urlOf(server.address());
  return endpoint;
}

async function* silence(): AsyncGenerator<string> {
  yield "";
}

type EndpointOptions = SagemakerLocalOptions &
  Required<Pick<SagemakerLocalOptions, "clock" | "maxCopies">>;

/** The switches of an endpoint and what they turn. */
class LocalEndpoint implements SagemakerLocal {
  // Known once it listens.
  url = "";
  readonly lifeCycle: LifeCycle;
  readonly faults = new FaultSwitch();
  readonly log: RequestLog;
  readonly server = createServer();
  readonly #timeScale: number;
  readonly #maxCopies: number;

  constructor({ clock, start = "cold", timeScale = 1, maxCopies, ...options }: EndpointOptions) {
    if (!(timeScale > 0)) throw new Error(`The time scale is ${timeScale}. Give a number above 0.`);
    const durations = { ...publishedDurations, ...options.durations };
    this.lifeCycle = new LifeCycle({ clock, timeScale, durations, start });
    this.log = new RequestLog(clock);
    this.#timeScale = timeScale;
    this.#maxCopies = maxCopies;
    this.faults.set(options.fault ?? null, "invoke");
  }

  get requests(): readonly RecordedRequest[] {
    return this.log.requests;
  }

  state(): SagemakerLocalState {
    return {
      ...this.lifeCycle.state(),
      timeScale: this.#timeScale,
      fault: this.faults.peek("invoke"),
      controlFault: this.faults.peek("control"),
    };
  }

  setFault(
    name: FaultName | null,
    { times, scope = "invoke" }: { readonly times?: number; readonly scope?: FaultScope } = {},
  ): void {
    this.faults.set(name, scope, times);
  }

  setCopies(copies: number): void {
    const most = this.#maxCopies;
    if (!Number.isInteger(copies) || copies < 0 || copies > most) {
      throw new Error(`The copies are ${copies}. Give a whole number from 0 to ${most}.`);
    }
    this.lifeCycle.orderCopies(copies);
  }

  jumpTo(start: "cold" | "warm"): void {
    this.lifeCycle.jumpTo(start);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function urlOf(address: ReturnType<Server["address"]>): string {
  if (typeof address !== "object" || !address) throw new Error("The server has no port.");
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
