import { variables } from "../src/env.ts";
import type { ModelSourceSetting } from "../src/setting-checks.ts";

/** The settings that the entry itself needs. */
export interface ServerSettings {
  /** What the server is; in SageMaker's hands it has two addresses alone. */
  readonly mode: "app" | "sagemaker";
  readonly port: number;
  readonly host: string;
  /** The port of the figures; left out, they have none of their own. */
  readonly metricsPort?: number;
  /** The names that the server answers to; empty for the default. */
  readonly allowedHosts: readonly string[];
  /** The path under which the server is shown; empty for none. */
  readonly basePath: string;
  readonly logLevel: "silent" | "error" | "warn" | "info" | "debug";
  readonly stopGraceSeconds: number;
  readonly stopNoticeSeconds: number;
  readonly connections: {
    readonly max: number;
    readonly maxPerCaller: number;
    readonly trustedProxies: number;
    readonly writeTimeoutSeconds: number;
  };
  /** Origins whose pages may hold a tab in a frame; `*` for all. */
  readonly embedParents: readonly string[];
  readonly modelSource: ModelSourceSetting;
  readonly hub: { readonly endpoint: string; readonly token?: string };
}

/** The settings, or what is wrong with them: every wrong one by name, with the next step. */
export type ReadSettings =
  | { readonly ok: true; readonly settings: ServerSettings }
  | { readonly ok: false; readonly message: string };

/** Checks all settings of an environment, not only those that the entry needs. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): ReadSettings {
  const wrong = Object.entries(variables).flatMap(([name, { schema }]) => {
    const result = schema["~standard"].validate(env[name]);
    const issues = "issues" in result ? (result.issues ?? []) : [];
    return issues.map(({ message }) => `  ${name}: ${message}`);
  });
  wrong.push(...missing(env));
  if (wrong.length > 0) {
    return {
      ok: false,
      message: `The server did not start; settings are wrong:\n${wrong.join("\n")}`,
    };
  }
  const { ALLOWED_HOSTS, BASE_PATH, PORT, HOST, LOG_LEVEL, STOP_GRACE_SECONDS, EMBED_PARENTS } =
    variables;
  const { MODEL_SOURCE, HF_ENDPOINT, HF_TOKEN } = variables;
  const { STOP_NOTICE_SECONDS, TRUST_PROXY } = variables;
  const { MAX_CONNECTIONS, MAX_CONNECTIONS_PER_CALLER, WRITE_TIMEOUT_SECONDS } = variables;
  const metricsPort = valueOf(
    variables.METRICS_PORT.schema["~standard"].validate(env.METRICS_PORT),
  );
  const { SERVER_MODE, SAGEMAKER_BIND_TO_PORT } = variables;
  const mode = valueOf(SERVER_MODE.schema["~standard"].validate(env.SERVER_MODE));
  const token = valueOf(HF_TOKEN.schema["~standard"].validate(env.HF_TOKEN));
  return {
    ok: true,
    settings: {
      mode,
      port:
        mode === "sagemaker"
          ? valueOf(SAGEMAKER_BIND_TO_PORT.schema["~standard"].validate(env.SAGEMAKER_BIND_TO_PORT))
          : valueOf(PORT.schema["~standard"].validate(env.PORT)),
      host: valueOf(HOST.schema["~standard"].validate(env.HOST)),
      ...(metricsPort === undefined ? {} : { metricsPort }),
      allowedHosts: valueOf(ALLOWED_HOSTS.schema["~standard"].validate(env.ALLOWED_HOSTS)),
      basePath: valueOf(BASE_PATH.schema["~standard"].validate(env.BASE_PATH)),
      logLevel: valueOf(LOG_LEVEL.schema["~standard"].validate(env.LOG_LEVEL)),
      stopGraceSeconds: valueOf(
        STOP_GRACE_SECONDS.schema["~standard"].validate(env.STOP_GRACE_SECONDS),
      ),
      stopNoticeSeconds: valueOf(
        STOP_NOTICE_SECONDS.schema["~standard"].validate(env.STOP_NOTICE_SECONDS),
      ),
      connections: {
        max: valueOf(MAX_CONNECTIONS.schema["~standard"].validate(env.MAX_CONNECTIONS)),
        maxPerCaller: valueOf(
          MAX_CONNECTIONS_PER_CALLER.schema["~standard"].validate(env.MAX_CONNECTIONS_PER_CALLER),
        ),
        trustedProxies: valueOf(TRUST_PROXY.schema["~standard"].validate(env.TRUST_PROXY)),
        writeTimeoutSeconds: valueOf(
          WRITE_TIMEOUT_SECONDS.schema["~standard"].validate(env.WRITE_TIMEOUT_SECONDS),
        ),
      },
      modelSource: valueOf(MODEL_SOURCE.schema["~standard"].validate(env.MODEL_SOURCE)),
      hub: {
        endpoint: valueOf(HF_ENDPOINT.schema["~standard"].validate(env.HF_ENDPOINT)),
        ...(token === undefined ? {} : { token }),
      },
      embedParents: valueOf(EMBED_PARENTS.schema["~standard"].validate(env.EMBED_PARENTS)),
    },
  };
}

const largeModels = ["SAGEMAKER_ENDPOINT", "LARGE_MODEL_URL", "LARGE_MODEL_GRADIO"];

/** What one setting asks of another. */
function missing(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const isSet = (name: string) => (env[name] ?? "").trim() !== "";
  const wrong: string[] = [];
  if (isSet("SAGEMAKER_ENDPOINT") && !isSet("SAGEMAKER_INFERENCE_COMPONENT")) {
    wrong.push(
      "  SAGEMAKER_INFERENCE_COMPONENT: It is empty, and SAGEMAKER_ENDPOINT is set. Set the name of the endpoint's inference component, or leave both empty.",
    );
  }
  if (isSet("LARGE_MODEL_URL") && !isSet("LARGE_MODEL_NAME")) {
    wrong.push(
      "  LARGE_MODEL_NAME: It is empty, and LARGE_MODEL_URL is set. Set the model's name as that server knows it, or leave both empty.",
    );
  }
  const [first, ...others] = largeModels.filter(isSet);
  for (const other of others) {
    wrong.push(
      `  ${other}: It is set, and so is ${first}. A server has one large model: leave one of them empty.`,
    );
  }
  if (isSet("LARGE_MODEL_GRADIO_ENDPOINTS") && !isSet("LARGE_MODEL_GRADIO")) {
    wrong.push(
      "  LARGE_MODEL_GRADIO: It is empty, and LARGE_MODEL_GRADIO_ENDPOINTS is set. Set the app's address or Space, or leave both empty.",
    );
  }
  return wrong;
}

function valueOf<Value>(
  result: { readonly value: Value } | { readonly issues: object } | Promise<unknown>,
): Value {
  if ("value" in result) return result.value;
  throw new Error("A setting was read that had not been checked.");
}
