import { variables } from "../src/env.ts";

/** The settings that the entry itself needs. */
export interface ServerSettings {
  readonly port: number;
  readonly host: string;
  readonly logLevel: "silent" | "error" | "warn" | "info" | "debug";
  readonly stopGraceSeconds: number;
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
  const { PORT, HOST, LOG_LEVEL, STOP_GRACE_SECONDS } = variables;
  return {
    ok: true,
    settings: {
      port: valueOf(PORT.schema["~standard"].validate(env.PORT)),
      host: valueOf(HOST.schema["~standard"].validate(env.HOST)),
      logLevel: valueOf(LOG_LEVEL.schema["~standard"].validate(env.LOG_LEVEL)),
      stopGraceSeconds: valueOf(
        STOP_GRACE_SECONDS.schema["~standard"].validate(env.STOP_GRACE_SECONDS),
      ),
    },
  };
}

/** What one setting asks of another. */
function missing(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const isSet = (name: string) => (env[name] ?? "").trim() !== "";
  if (!isSet("SAGEMAKER_ENDPOINT") || isSet("SAGEMAKER_INFERENCE_COMPONENT")) return [];
  return [
    "  SAGEMAKER_INFERENCE_COMPONENT: It is empty, and SAGEMAKER_ENDPOINT is set. Set the name of the endpoint's inference component, or leave both empty.",
  ];
}

function valueOf<Value>(
  result: { readonly value: Value } | { readonly issues: object } | Promise<unknown>,
): Value {
  if ("value" in result) return result.value;
  throw new Error("A setting was read that had not been checked.");
}
