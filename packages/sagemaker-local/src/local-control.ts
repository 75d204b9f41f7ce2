// The switches under `/_local/`: to read the state, set a fault, wake and sleep while it runs.
import type { ServerResponse } from "node:http";
import { faultNames, isFaultName } from "./faults.ts";
import { parseRecord } from "./parse-control-request.ts";
import type { SagemakerLocal } from "./sagemaker-local.ts";
import { sendJson } from "./wire.ts";

/** One call of a switch. */
export interface LocalCall {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly response: ServerResponse;
}

/** Answers one call of a switch: with the state, or with what is wrong with the call. */
export function localControl(local: SagemakerLocal, call: LocalCall): void {
  const { response, method, path } = call;
  const name = `${method} ${path.slice("/_local/".length)}`;
  if (name === "GET requests") {
    sendJson(response, local.requests);
    return;
  }
  try {
    const known = applySwitch(local, name, parseRecord(call.body));
    if (known) sendJson(response, local.state());
    else sendJson(response, { message: `${method} ${path} is no switch.` }, { status: 404 });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    sendJson(response, { message: error.message }, { status: 400 });
  }
}

function applySwitch(
  local: SagemakerLocal,
  name: string,
  body: Readonly<Record<string, unknown>>,
): boolean {
  switch (name) {
    case "GET state":
      return true;
    case "POST fault":
      setFault(local, body);
      return true;
    case "DELETE fault":
      local.setFault(null);
      local.setFault(null, { scope: "small" });
      local.setFault(null, { scope: "control" });
      return true;
    case "POST wake":
      local.jumpTo("warm");
      return true;
    case "POST sleep":
      local.jumpTo("cold");
      return true;
    case "POST copies":
      local.setCopies(numberOf(body["copies"], "copies"));
      return true;
    default:
      return false;
  }
}

function setFault(local: SagemakerLocal, body: Readonly<Record<string, unknown>>): void {
  const { name, times, scope = "invoke" } = body;
  if (typeof name !== "string" || !isFaultName(name)) {
    throw new Error(`"name" is ${JSON.stringify(name)}. Take from: ${faultNames.join(", ")}.`);
  }
  if (scope !== "invoke" && scope !== "small" && scope !== "control") {
    throw new Error(`"scope" is ${JSON.stringify(scope)}. Take "invoke", "small" or "control".`);
  }
  local.setFault(name, {
    scope,
    ...(times === undefined ? {} : { times: numberOf(times, "times") }),
  });
}

function numberOf(value: unknown, name: string): number {
  if (typeof value === "number") return value;
  throw new Error(`"${name}" is ${JSON.stringify(value)}. Give a number.`);
}
