// The API's documentation as both clients read it. Pure, like the configuration.
import type { AnyTask } from "../../tasks/task.ts";
import { outputTypes } from "./outputs.ts";
import type { ValueType } from "./value-types.ts";
import { type Parameter, parameters } from "./parameters.ts";
import { codeSnippets } from "./snippets.ts";

/** The answer to `GET /gradio_api/info`; `rootUrl` is the app's public address, for the snippets. */
export function gradioApiInfo(
  tasks: readonly AnyTask[],
  rootUrl: string,
): Readonly<Record<string, unknown>> {
  const named = tasks.map((task) => [`/${task.id}`, endpointInfo(task, rootUrl)]);
  // The clients read `unnamed_endpoints` without looking whether it is there.
  return { named_endpoints: Object.fromEntries(named), unnamed_endpoints: {} };
}

function endpointInfo(task: AnyTask, rootUrl: string): Readonly<Record<string, unknown>> {
  const all = parameters(task);
  const shown = all.filter(({ hasDefault }) => !hasDefault);
  const input = Object.fromEntries(shown.map(({ name, example }) => [name, example]));
  return {
    description: task.description,
    api_visibility: "public",
    parameters: all.map(parameterInfo),
    returns: outputTypes(task).map(valueInfo),
    code_snippets: codeSnippets({ taskId: task.id, input, rootUrl }),
  };
}

function parameterInfo(parameter: Parameter): Readonly<Record<string, unknown>> {
  const { name, description, hasDefault, fallback, example } = parameter;
  return {
    ...valueInfo(parameter),
    parameter_name: name,
    parameter_has_default: hasDefault,
    parameter_default: fallback,
    python_type: { type: parameter.pythonType, description },
    example_input: example,
  };
}

function valueInfo({ label, schema, pythonType, component }: ValueType) {
  return { label, type: schema, python_type: { type: pythonType, description: "" }, component };
}
