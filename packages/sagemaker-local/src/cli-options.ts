import { parseArgs } from "node:util";
import { type FaultName, faultNames, faults, isFaultName } from "./faults.ts";

/** What the command line asks for. */
export interface CliOptions {
  readonly port: number;
  readonly host: string;
  readonly start: "cold" | "warm";
  readonly timeScale: number;
  readonly fault: FaultName | null;
  /** The module whose default export is the answer. */
  readonly answerModule: string | null;
  /** The address of a server that answers instead. */
  readonly forward: string | null;
  /** The address of a server that the small models' endpoint answers with. */
  readonly small: string | null;
  readonly smallEndpointName: string;
  readonly endpointName: string;
  readonly componentName: string;
  readonly contextTokens: number;
  readonly idleMinutes: number;
  readonly isQuiet: boolean;
  readonly wantsHelp: boolean;
}

const names = {
  help: { type: "boolean", short: "h", default: false },
  quiet: { type: "boolean", default: false },
  port: { type: "string", default: "8123" },
  host: { type: "string", default: "127.0.0.1" },
  start: { type: "string", default: "cold" },
  "time-scale": { type: "string", default: "1" },
  "idle-minutes": { type: "string", default: "15" },
  "context-tokens": { type: "string", default: "8192" },
  endpoint: { type: "string", default: "local-endpoint" },
  component: { type: "string", default: "local-component" },
  fault: { type: "string" },
  answer: { type: "string" },
  forward: { type: "string" },
  small: { type: "string" },
  "small-endpoint": { type: "string", default: "local-small-endpoint" },
} as const;

/** What `--help` prints. */
export function helpText(): string {
  const width = Math.max(...faultNames.map(({ length }) => length));
  const list = faultNames.map((name) => `  ${name.padEnd(width)}  ${faults[name].shows}`);
  return `${usage}\n\nFaults:\n${list.join("\n")}\n`;
}

const usage = `A local SageMaker endpoint that scales to zero, for the unmodified AWS SDK.

  npm run sagemaker-local -- [options]

  --port <number>            the port to listen on; 0 for a free one (8123)
  --host <address>           the address to listen on (127.0.0.1)
  --start cold|warm          how the endpoint is at first (cold)
  --time-scale <number>      how many times faster than real time it wakes and sleeps (1)
  --idle-minutes <number>    minutes without a call until it sleeps, before the time scale (15)
  --context-tokens <number>  tokens that a prompt and its reply may have together (8192)
  --endpoint <name>          the endpoint's name (local-endpoint)
  --component <name>         the inference component's name (local-component)
  --fault <name>             the fault of every invocation; see below
  --answer <module>          a module whose default export answers, instead of the built-in stand-in
  --forward <address>        a server of the OpenAI chat schema that answers, such as
                             http://127.0.0.1:8000 (vLLM, llama.cpp, Ollama)
  --small <address>          a Pilotlight server in SageMaker's mode that answers for one more endpoint,
                             such as http://127.0.0.1:8080; it has no component and never sleeps
  --small-endpoint <name>    that endpoint's name (local-small-endpoint)
  --quiet                    print no calls and no changes of the state
  --help                     this text`;

/**
 * The options of a command line.
 * @throws Error that names what is wrong, with its value and what may stand there
 */
export function cliOptions(commandLine: readonly string[]): CliOptions {
  const { values } = parseArgs({ args: [...commandLine], options: names });
  const { start, fault = null, answer = null, forward = null, small = null } = values;
  if (start !== "cold" && start !== "warm") {
    throw new Error(`--start is "${start}". Write cold or warm.`);
  }
  if (fault !== null && !isFaultName(fault)) {
    throw new Error(`--fault is "${fault}". Take from: ${faultNames.join(", ")}.`);
  }
  if (answer !== null && forward !== null) {
    throw new Error("--answer and --forward are both set. Keep the one that is to answer.");
  }
  return {
    port: numberOf("port", values.port, { isWhole: true, max: 65_535 }),
    host: values.host,
    start,
    timeScale: numberOf("time-scale", values["time-scale"], { min: 0.001 }),
    fault,
    answerModule: answer,
    forward,
    small,
    smallEndpointName: values["small-endpoint"],
    endpointName: values.endpoint,
    componentName: values.component,
    contextTokens: numberOf("context-tokens", values["context-tokens"], { isWhole: true, min: 1 }),
    idleMinutes: numberOf("idle-minutes", values["idle-minutes"], {}),
    isQuiet: values.quiet,
    wantsHelp: values.help,
  };
}

function numberOf(
  name: string,
  value: string,
  { isWhole = false, min = 0, max = Number.MAX_SAFE_INTEGER },
): number {
  const number = value.trim() === "" ? NaN : Number(value);
  const isRight = isWhole ? Number.isInteger(number) : Number.isFinite(number);
  if (isRight && number >= min && number <= max) return number;
  const kind = isWhole ? "whole number" : "number";
  const limit = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
  throw new Error(`--${name} is "${value}". Give a ${kind} ${limit}.`);
}
