// How a server of the OpenAI chat schema is watched and woken.
//
// It is looked at by `GET /v1/models`, or `/health` where it has no such list; nothing asks the model itself
// but a wake. Behind a gateway that scales to zero any request is a call: a look would wake what sleeps, and
// looks in a row would keep it awake for ever. Such a server is therefore asked only while a wake is under way
// or a run has just found it asleep. At all other times the look is an entry in our own memory: it counts as
// awake for as long after its last answer as it is said to stay so, then as asleep. A server that never
// sleeps is looked at as often as the watch wants to.
import type {
  EndpointCalls,
  LookFault,
  WakeOutcome,
  WakeSituation,
} from "../../endpoint/endpoint-calls.ts";
import { type CopyState, type Description, describeCopy } from "../../endpoint/endpoint-state.ts";
import { inTime } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";
import { smallestChat } from "../large-model/decode-openai-chat.ts";
import { OpenaiCallError } from "./decode-fault.ts";
import { faults } from "./fault-table.ts";
import type { OpenaiClient } from "./openai-client.ts";

interface OpenaiCallsOptions {
  readonly client: OpenaiClient;
  readonly clock: Clock;
  /** How long after its last call the server falls asleep; null for one that never does. */
  readonly sleepsAfterMs: number | null;
}

// Some gateways hold a call until the model is there; hanging up might end what it started.
const heldMs = 10_000;
// What takes longer has not come because of the call.
const longestWakeMs = 1_200_000;
// Its list of models answers while the model loads; its `/health` tells.
const llamaCpp = /"owned_by"\s*:\s*"llamacpp"/u;
const held: WakeOutcome = { isSent: true, result: null };

/** Watches and wakes one server. */
export class OpenaiCalls implements EndpointCalls {
  /** A round figure of the size of SageMaker's until a wake was seen: such servers have no published one. */
  readonly usualWakeSeconds = 300;
  readonly #options: OpenaiCallsOptions;
  #wokenAtMs = -Infinity;
  #knocking: Promise<WakeOutcome> | null = null;
  #hasList = true;

  constructor(options: OpenaiCallsOptions) {
    this.#options = options;
  }

  async look(signal: AbortSignal): Promise<Description> {
    const { sleepsAfterMs } = this.#options;
    if (sleepsAfterMs !== null && !this.#isWaking()) return this.#remembered(sleepsAfterMs);
    try {
      await this.#ask(signal);
      return describeCopy("running");
    } catch (error) {
      return describeCopy(this.#copyAfter(error));
    }
  }

  wake(_situation: WakeSituation, signal: AbortSignal): Promise<WakeOutcome> {
    const { clock } = this.#options;
    this.#wokenAtMs = clock.nowMs();
    this.#knocking ??= this.#knock(signal).finally(() => {
      this.#knocking = null;
    });
    return inTime(this.#knocking, { clock, ms: heldMs, late: () => held });
  }

  explain(error: unknown): LookFault {
    const { row, facts } = this.#options.client.readFault(error);
    const advice =
      row.shows === "denied"
        ? "Set LARGE_MODEL_KEY to a key that the large model's server takes; until then only runs tell of its state."
        : null;
    return { name: facts.name, line: `${facts.name}: ${facts.message ?? ""}`, advice };
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { client } = this.#options;
    const list = this.#hasList ? await this.#list(signal) : "";
    if (!this.#hasList || llamaCpp.test(list)) await client.get("/health", signal);
  }

  async #list(signal: AbortSignal): Promise<string> {
    try {
      return await this.#options.client.get("/v1/models", signal);
    } catch (error) {
      if (!(error instanceof OpenaiCallError) || error.reply?.status !== 404) throw error;
      this.#hasList = false;
      return "";
    }
  }

  /** @throws what it was given, when that tells nothing of a copy */
  #copyAfter(error: unknown): CopyState {
    const { row, fault, facts } = this.#options.client.readFault(error);
    if (fault === faults.loading) return "coming";
    const mayCome = this.#options.sleepsAfterMs !== null && this.#isWaking();
    if (row.shows === "cold") return mayCome && row.wakes ? "coming" : "none";
    // Held by the gateway, as the call that woke it may be.
    if (mayCome && facts.name === "TimeoutError") return "coming";
    throw error;
  }

  #remembered(sleepsAfterMs: number): Description {
    const { client, clock } = this.#options;
    const isAwake = clock.nowMs() - client.sight.answeredAtMs < sleepsAfterMs;
    return describeCopy(isAwake ? "running" : "none");
  }

  /** True from a call that found it asleep or shall wake it until it answers, but not for ever. */
  #isWaking(): boolean {
    const { client, clock } = this.#options;
    const { answeredAtMs, coldAtMs } = client.sight;
    const calledAtMs = Math.max(this.#wokenAtMs, coldAtMs);
    return calledAtMs > answeredAtMs && clock.nowMs() - calledAtMs < longestWakeMs;
  }

  /** The smallest chat, which starts what sleeps behind a gateway. */
  async #knock(signal: AbortSignal): Promise<WakeOutcome> {
    const { client } = this.#options;
    try {
      await client.invoke(smallestChat, signal);
      return { isSent: false, result: "answered" };
    } catch (error) {
      const { row } = client.readFault(error);
      return { isSent: row.wakes, result: row.shows, error };
    }
  }
}
