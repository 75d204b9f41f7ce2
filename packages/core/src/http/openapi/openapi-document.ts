// The OpenAPI 3.1 document of the REST face, read from the task definitions.
import type { BackendRef } from "../../contract/backend-id.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { jsonSchemaDialect } from "../kit/task-schema.ts";
import { components } from "./components.ts";
import { runPaths } from "./run-paths.ts";
import type { OpenApiPart } from "./schema-parts.ts";
import { seedPaths, servicePaths } from "./service-paths.ts";
import { withRequestIds } from "./shared-headers.ts";
import { taskPaths } from "./task-paths.ts";

interface OpenApiOptions {
  readonly tasks: readonly AnyTask[];
  /** The product's version. */
  readonly version: string;
  /** The public address without a slash at its end; left out, the host's root. */
  readonly serverUrl?: string;
  /** The backends that a caller may pin. Default: those that a server can have. */
  readonly backends?: readonly BackendRef[];
}

/** An OpenAPI document, ready to be sent as JSON. */
export interface OpenApiDocument extends OpenApiPart {
  readonly openapi: "3.1.1";
  readonly paths: OpenApiPart;
}

const description =
  "Text models that answer in every state of the GPU. Every reply says in `run` who answered and why. The same tasks answer Gradio's clients (`/config`) and MCP clients (`/mcp`).";

const usualBackends: readonly BackendRef[] = [
  { backend: "sagemaker", role: "large" },
  { backend: "openai", role: "large" },
  { backend: "gradio", role: "large" },
  { backend: "onnx", role: "small" },
];

const tags = [
  { name: "Tasks", description: "What the models do; one address for each task." },
  { name: "Runs", description: "Runs that were started earlier, by their ids." },
  { name: "Service", description: "How the server and its models are." },
  { name: "Sentiment of older services", description: "Addresses that older callers know." },
];

function usedTags(paths: OpenApiPart): typeof tags {
  const told = JSON.stringify(paths);
  return tags.filter(({ name }) => told.includes(JSON.stringify([name])));
}

/** The document that tells of every address of the API. */
export function createOpenApiDocument(options: OpenApiOptions): OpenApiDocument {
  const { tasks, version, serverUrl = "/", backends = usualBackends } = options;
  const paths = withRequestIds({
    ...taskPaths(tasks),
    ...runPaths,
    ...servicePaths(tasks),
    ...seedPaths(tasks),
  });
  return {
    openapi: "3.1.1",
    jsonSchemaDialect,
    info: {
      title: "Pilotlight",
      version,
      description,
      // Who that is, no definition knows.
      contact: { name: "Whoever runs this server" },
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: serverUrl }],
    // Anybody may call; a key makes the caller known.
    security: [{}, { key: [] }],
    tags: usedTags(paths),
    paths,
    components: components({ tasks, backends, paths }),
  };
}
