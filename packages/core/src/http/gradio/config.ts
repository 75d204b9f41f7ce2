// What both clients read when they connect. Pure, and free of Node, so that the page can hand it to
// its client without a request.
import type { AnyTask } from "../../tasks/task.ts";
import { outputTypes, streamsText } from "./outputs.ts";
import type { ValueType } from "./value-types.ts";
import { parameters } from "./parameters.ts";

/** Where the routes are, below the app's root. */
export const apiPrefix = "/gradio_api";

/** The version of Gradio whose protocol is spoken; clients refuse or misbehave with one that is not PEP 440 or below 4.30. */
const gradioVersion = "6.25.0";

/** The settings that the configuration carries. */
export interface GradioConfigOptions {
  /** The same across restarts, so that a client's `reconnect()` finds the app unchanged. */
  readonly appId: string;
  readonly title: string;
  /** The most bytes of one upload. */
  readonly maxFileBytes: number;
}

/** What a caller gets who gives no settings. */
export const defaultConfigOptions: GradioConfigOptions = {
  appId: "pilotlight",
  title: "Pilotlight",
  maxFileBytes: 8 * 1024 * 1024,
};

interface Component {
  readonly id: number;
  readonly type: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly skip_api: false;
  readonly component_class_id: string;
  readonly key: null;
  readonly api_info: Readonly<Record<string, unknown>>;
}

/** The answer to `GET /config`. It names no root: the clients then use the address that their user typed. */
export function gradioConfig(
  tasks: readonly AnyTask[],
  { appId, title, maxFileBytes }: GradioConfigOptions = defaultConfigOptions,
): Readonly<Record<string, unknown>> {
  // Ids from 1: a client takes 0 for "not found".
  const endpoints = tasks.map((task, index) => endpoint(task, index + 1));
  const components = endpoints.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
  const dependencies = endpoints.map(({ dependency }) => dependency);
  const layout = { id: 0, children: components.map(({ id }) => ({ id })) };
  const page = {
    components: components.map(({ id }) => id),
    dependencies: dependencies.map(({ id }) => id),
    layout,
  };
  return {
    version: gradioVersion,
    api_prefix: apiPrefix,
    protocol: "sse_v3",
    mode: "blocks",
    app_id: appId,
    title,
    enable_queue: true,
    show_error: true,
    // With a heartbeat a Node program that called an endpoint never exits.
    connect_heartbeat: false,
    // Otherwise the client writes every input and output to localStorage.
    run_history: false,
    space_id: null,
    is_space: false,
    is_colab: false,
    dev_mode: false,
    analytics_enabled: false,
    username: null,
    max_file_size: maxFileBytes,
    theme: "default",
    theme_hash: "",
    css: null,
    js: null,
    head: null,
    body_css: null,
    stylesheets: [],
    pwa: false,
    mcp_server: false,
    fill_height: false,
    fill_width: false,
    footer_links: [],
    i18n_translations: null,
    components,
    dependencies,
    layout,
    page: { "": page },
    pages: [["", "Home", true]],
    current_page: "",
  };
}

function endpoint(task: AnyTask, id: number) {
  const firstId = id * 1000;
  const inputs = parameters(task).map(({ fallback, description, ...value }, index) =>
    component(firstId + index, value, { value: fallback, info: description, interactive: true }),
  );
  const outputs = outputTypes(task).map((value, index) =>
    component(firstId + 500 + index, value, { value: null, interactive: false }),
  );
  const dependency = {
    ...dependencyDefaults,
    id,
    api_name: task.id,
    api_description: task.description,
    inputs: inputs.map((input) => input.id),
    outputs: outputs.map((output) => output.id),
    targets: [[firstId, "submit"]],
    types: { generator: streamsText(task), cancel: false },
  };
  return { inputs, outputs, dependency };
}

function component(
  id: number,
  { type, label, schema }: ValueType,
  props: Readonly<Record<string, unknown>>,
): Component {
  return {
    id,
    type,
    props: { name: type, label, visible: true, ...props },
    skip_api: false,
    component_class_id: type,
    key: null,
    api_info: schema,
  };
}

const dependencyDefaults = {
  backend_fn: true,
  queue: true,
  api_visibility: "public",
  connection: "sse",
  js: null,
  js_implementation: null,
  scroll_to_output: false,
  show_progress: "full",
  show_progress_on: null,
  batch: false,
  max_batch_size: 4,
  cancels: [],
  collects_event_data: false,
  trigger_after: null,
  trigger_only_on_success: false,
  trigger_only_on_failure: false,
  trigger_mode: "once",
  rendered_in: null,
  render_id: null,
  time_limit: null,
  stream_every: 0.5,
  event_specific_args: null,
  component_prop_inputs: [],
};
