// What the tests of the Gradio routes share: the handler with scripted runs and a fake clock.
import { createGradioApi, type GradioApi } from "../http/gradio/gradio-api.ts";
import type { AllowedOrigins } from "../http/kit/origin.ts";
import { isJsonObject } from "../contract/json.ts";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { allTaskRuns } from "./serve-gradio.ts";
import type { ScriptedRuns } from "./scripted-runs.ts";

/** Where the app under test is, as the proxy before it asks. */
export const rootUrl = "http://127.0.0.1";

/** The header that names a body as JSON. */
export const jsonType = { "content-type": "application/json" };

interface GradioApiFixture {
  readonly clock: FakeClock;
  readonly runs: ScriptedRuns;
  readonly api: GradioApi;
  /** What the handler took for its own faults. */
  readonly faults: readonly unknown[];
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
  readonly post: (
    path: string,
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
}

/** The handler, with small limits. */
export function setUpGradioApi(
  options: { allowedOrigins?: AllowedOrigins; maxRuns?: number } = {},
): GradioApiFixture {
  const { maxRuns = 100, allowedOrigins = [] } = options;
  const clock = fakeClock();
  const runs = allTaskRuns({ clock, maxRuns });
  const faults: unknown[] = [];
  const limits = { maxFormParts: 3, maxKeptBytes: 8000 };
  const http = { allowedOrigins, maxBodyBytes: 2000 };
  const onFault = (error: unknown) => faults.push(error);
  const api = createGradioApi({ runs, clock, basePath: "/lab", limits, onFault, ...http });
  const send = (path: string, init?: RequestInit) =>
    api(new Request(`${rootUrl}${path}`, init), { caller: "somebody" });
  const post: GradioApiFixture["post"] = (path, body, headers = {}) =>
    send(path, {
      method: "POST",
      headers: { ...jsonType, ...headers },
      body: JSON.stringify(body),
    });
  return { clock, runs, api, faults, send, post };
}

/** The event id that an answer names. */
export async function idOf(response: Response): Promise<string> {
  const body: unknown = await response.json();
  return isJsonObject(body) ? String(body["event_id"]) : "";
}
