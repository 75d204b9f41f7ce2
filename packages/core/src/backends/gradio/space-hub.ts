// What the hub tells of a Space: where it runs and in which stage it is. Asking the hub wakes no Space, as
// asking the Space itself does.
import * as v from "valibot";
import type { CopyState } from "../../endpoint/endpoint-state.ts";
import { GradioCallError, thrownBy } from "./call-error.ts";

interface SpaceHubOptions {
  readonly app: string;
  readonly key?: string | undefined;
  readonly hubUrl?: string;
}

const spaceName = /^[\w.-]+\/[\w.-]+$/u;
const spaceHost = /^([\w-]+)\.hf\.space$/u;
const stages: Readonly<Record<string, CopyState>> = {
  RUNNING: "running",
  RUNNING_BUILDING: "running",
  RUNNING_APP_STARTING: "running",
  BUILDING: "coming",
  APP_STARTING: "coming",
  SLEEPING: "none",
  STOPPED: "none",
  PAUSED: "none",
};
const hostReply = v.object({ host: v.string() });
const spaceReply = v.object({ runtime: v.object({ stage: v.string() }) });
const lookMs = 10_000;

/** The hub's view of one Space. */
export class SpaceHub {
  readonly #options: SpaceHubOptions;
  readonly #space: string;

  private constructor(options: SpaceHubOptions, space: string) {
    this.#options = options;
    this.#space = space;
  }

  /** The hub of an app; null when the app is no Space. */
  static of(options: SpaceHubOptions): SpaceHub | null {
    const { app } = options;
    if (spaceName.test(app)) return new SpaceHub(options, app);
    const subdomain = spaceHost.exec(URL.parse(app)?.hostname ?? "")?.[1];
    return subdomain === undefined ? null : new SpaceHub(options, `by-subdomain/${subdomain}`);
  }

  /**
   * Where the Space runs.
   * @throws GradioCallError
   */
  async addressOf(signal: AbortSignal): Promise<string> {
    const { app } = this.#options;
    if (!spaceName.test(app)) return app;
    const { host } = await this.#ask(`/api/spaces/${this.#space}/host`, hostReply, signal);
    return host;
  }

  /**
   * Whether the Space runs.
   * @throws GradioCallError
   */
  async copy(signal: AbortSignal): Promise<CopyState> {
    const path = `/api/spaces/${this.#space}`;
    const { runtime } = await this.#ask(path, spaceReply, signal);
    return stages[runtime.stage] ?? "broken";
  }

  async #ask<Reply>(
    path: string,
    schema: v.GenericSchema<unknown, Reply>,
    signal: AbortSignal,
  ): Promise<Reply> {
    const { key, hubUrl = "https://huggingface.co" } = this.#options;
    try {
      const response = await fetch(`${hubUrl}${path}`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(lookMs)]),
        headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      });
      if (!response.ok)
        throw new GradioCallError({ status: response.status, code: null, step: "request" });
      return v.parse(schema, await response.json());
    } catch (cause) {
      if (cause instanceof GradioCallError) throw cause;
      throw new GradioCallError(thrownBy({ path, status: null, cause }));
    }
  }
}
