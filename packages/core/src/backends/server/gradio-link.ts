// Gradio's own client on our server. Imported at the first run that is sent there: a chunk of its own.
import { Client, type client_return } from "@gradio/client";
import type { InferenceError } from "../../contract/inference-error.ts";
import { apiPrefix, gradioConfig } from "../../http/gradio/config.ts";
import { gradioApiInfo } from "../../http/gradio/info.ts";
import type { JsonObject } from "../../contract/json.ts";
import type { AnyTask } from "../../tasks/task.ts";
import { decodeProblem } from "./decode-problem.ts";

interface LinkOptions {
  /** Where the app lives, with a slash at its end. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly backendChoice: string;
  readonly waitMs: number | undefined;
  readonly tasks: readonly AnyTask[];
}

/** One run as the client sends it. */
interface LinkCall {
  readonly taskId: string;
  readonly input: JsonObject;
  /** The same for a run that is sent again: the server computes it once. */
  readonly key: string;
}

/** What the client tells about one run. */
export type GradioJob = ReturnType<Client["submit"]>;

/** Anything that the client says about a run. */
export type GradioEvent = GradioJob extends AsyncIterable<infer Event> ? Event : never;

/** One client, for all runs of a page until its connection breaks. */
export interface GradioLink {
  submit(call: LinkCall): GradioJob;
  /** Why the server took no run under this key, which the client itself does not tell; null when it did. */
  refusalOf(key: string): InferenceError | null;
  /** Ends the stream; the runs go on. */
  close(): void;
}

const keyHeader = "idempotency-key";

/** Connects; in a page that takes no request. */
export async function connectGradio(options: LinkOptions): Promise<GradioLink> {
  const refusals = new Map<string, InferenceError>();
  const send: typeof fetch = async (url, init) => {
    const response = await options.fetch(url, init);
    const key = new Headers(init?.headers).get(keyHeader);
    if (key !== null && !response.ok) refusals.set(key, await decodeProblem(response.clone()));
    return response;
  };
  const Sender = clientThatSendsWith(send);
  handOver(options);
  const client = await Sender.connect(options.baseUrl, {
    events: ["data", "status", "log"],
    // Otherwise every input and output would be written to localStorage.
    record_history: false,
    headers: wishHeaders(options),
  });
  const submit: client_return["submit"] = client.submit;
  return {
    submit: ({ taskId, input, key }) =>
      submit(`/${taskId}`, { ...input }, undefined, null, false, { [keyHeader]: key }),
    refusalOf: (key) => refusals.get(key) ?? null,
    close: () => {
      client.close();
    },
  };
}

function wishHeaders({ backendChoice, waitMs }: LinkOptions): Record<string, string> {
  const headers = { "x-pilotlight-backend": backendChoice };
  return waitMs === undefined ? headers : { ...headers, "x-pilotlight-wait-ms": String(waitMs) };
}

function clientThatSendsWith(send: typeof fetch): typeof Client {
  return class extends Client {
    override async fetch(url: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
      const headers = new Headers(init.headers);
      new Headers(this.options.headers).forEach((value, name) => {
        headers.set(name, value);
      });
      return send(url, { ...init, headers });
    }
  };
}

/** Gives a page's client what it would otherwise fetch; it looks for both on the window alone. */
function handOver({ baseUrl, tasks }: LinkOptions): void {
  if (!("document" in globalThis)) return;
  const root = new URL(".", baseUrl).href.replace(/\/$/u, "");
  Object.assign(globalThis, {
    gradio_config: { ...gradioConfig(tasks), root, api_prefix: apiPrefix },
    gradio_api_info: gradioApiInfo(tasks, root),
  });
}
