// A server with a large model of its own, healthy before each run.
import { setTimeout } from "node:timers/promises";
import { type StartedServer, startServer } from "../start-server.ts";
import { askRest } from "./ask-rest.ts";
import type { Ending } from "./fault-cell.ts";
import type { FaultProvider } from "./fault-provider.ts";

// Longer than the server is slow to see that all is well; after some faults only a fresh one sees it.
const seesWithinMs = 4_000;
const freshSeesWithinMs = 120_000;

/** One server and its large model. */
export class Lane {
  readonly provider: FaultProvider;
  #server: StartedServer;
  #asked = 0;

  private constructor(provider: FaultProvider, server: StartedServer) {
    this.provider = provider;
    this.#server = server;
  }

  /** Starts a lane whose large model is awake, and which is closed with it. */
  static async open(provider: FaultProvider): Promise<Lane> {
    return new Lane(provider, await startWith(provider));
  }

  /** Where the server listens; another place after `heal` had to start it anew. */
  get url(): string {
    return this.#server.url;
  }

  /** What the server has logged since it was last started. */
  get log(): string {
    return this.#server.output();
  }

  /** Takes the fault away and waits until the large model answers again, if need be from a fresh server. */
  async heal(): Promise<void> {
    await this.provider.setFault(null);
    if (!(await this.#isAvailable(seesWithinMs))) {
      await this.#stopServer();
      this.#server = await startWith(this.provider);
      if (!(await this.#isAvailable(freshSeesWithinMs)))
        throw new Error("The large model is not available.");
    }
    // An answer ends what the server remembers of failures. A busy machine may let one run out of time.
    const { outcome, shown } = await this.#askLarge();
    if ("answeredBy" in outcome) return;
    const again = outcome.code === "timeout" ? await this.#askLarge() : null;
    if (!again || !("answeredBy" in again.outcome)) {
      throw new Error(`The large model did not recover: ${again?.shown ?? shown}`);
    }
  }

  #askLarge(): Promise<Ending> {
    const text = `All is well again, for the ${++this.#asked}. time.`;
    return askRest(this.url, { taskId: "sentiment-analysis", fields: { text, backend: "large" } });
  }

  /** Ends all of it; throws when the server has not ended by itself as it should. */
  async close(): Promise<void> {
    await this.#stopServer();
    await this.provider.close();
  }

  async #stopServer(): Promise<void> {
    const exitCode = await this.#server.stop();
    if (exitCode !== 0) {
      throw new Error(`The server ended with ${exitCode ?? "a signal"}:\n${this.log.slice(-2000)}`);
    }
  }

  async #isAvailable(withinMs: number): Promise<boolean> {
    const until = performance.now() + withinMs;
    while (performance.now() < until) {
      const status: unknown = await (await fetch(`${this.url}/api/v1/status`)).json();
      if (isAvailable(status)) return true;
      await setTimeout(50);
    }
    return false;
  }
}

function startWith(provider: FaultProvider): Promise<StartedServer> {
  const env = { ...provider.env, WAKE_POLICY: "never", STOP_GRACE_SECONDS: "1" };
  return startServer(env, { untilReady: true });
}

function isAvailable(status: unknown): boolean {
  if (typeof status !== "object" || status === null || !("endpoint" in status)) return false;
  const { endpoint } = status;
  return (
    typeof endpoint === "object" &&
    endpoint !== null &&
    "available" in endpoint &&
    endpoint.available === true
  );
}
