// Faces that few requests ask for; their code is loaded with the first that does.
import { type BatchRuns, type ByteBudget, type Caller, systemClock } from "@pilotlight/core";
import type { GradioApi, McpApi } from "@pilotlight/core/faces";

interface LateFacesOptions {
  readonly runs: BatchRuns;
  readonly version: string;
  readonly basePath: string;
  readonly maxBodyBytes: number;
  readonly budget: ByteBudget;
  readonly allowedOrigins: readonly string[];
  readonly onFault: (error: unknown) => void;
}

interface Faces {
  readonly gradio: GradioApi;
  readonly mcp: McpApi;
  readonly openApi: object;
}

/** The Gradio protocol, MCP and OpenAPI. */
export class LateFaces {
  readonly #options: LateFacesOptions;
  #faces: Promise<Faces> | undefined;

  constructor(options: LateFacesOptions) {
    this.#options = options;
  }

  /** `/config` and `/gradio_api/…` */
  async gradio(request: Request, caller: Caller): Promise<Response> {
    return (await this.#load()).gradio(request, caller);
  }

  /** `/mcp` */
  async mcp(request: Request, caller: Caller): Promise<Response> {
    return (await this.#load()).mcp(request, caller);
  }

  /** The OpenAPI document. */
  async openApi(): Promise<object> {
    return (await this.#load()).openApi;
  }

  /** Ends the streams that are left, with words. */
  async shutdown(): Promise<void> {
    await (await this.#faces)?.gradio.shutdown();
  }

  #load(): Promise<Faces> {
    this.#faces ??= makeFaces(this.#options);
    return this.#faces;
  }
}

async function makeFaces(options: LateFacesOptions): Promise<Faces> {
  const { runs, version, basePath } = options;
  const core = await import("@pilotlight/core/faces");
  return {
    gradio: core.createGradioApi({ ...options, clock: systemClock }),
    mcp: core.createMcpApi({ ...options, clock: systemClock }),
    openApi: core.createOpenApiDocument({
      tasks: runs.tasks,
      version,
      ...(basePath === "" ? {} : { serverUrl: basePath }),
      backends: runs.backendStates(),
    }),
  };
}
