// How an endpoint of SageMaker is looked at and woken.
import type {
  EndpointCalls,
  LookFault,
  WakeOutcome,
  WakeSituation,
} from "../../endpoint/endpoint-calls.ts";
import type { Description } from "../../endpoint/endpoint-state.ts";
import { smallestChat } from "../large-model/decode-openai-chat.ts";
import { copyStateOf } from "./copy-state.ts";
import type { FaultRow } from "../large-model/model-client.ts";
import { decodeFault } from "./decode-fault.ts";
import { faults } from "./fault-table.ts";
import type { SagemakerClient } from "./sagemaker-client.ts";

/** How a wake is sent: one invocation that fails and so raises the alarm, or a change of the copy count. */
export type WakeMethod = "invoke" | "copies";

interface SagemakerCallsOptions {
  readonly client: SagemakerClient;
  readonly wakeMethod: WakeMethod;
}

/** Watches and wakes one inference component. */
export class SagemakerCalls implements EndpointCalls {
  /**
   * 5.03 min for Llama3-8B, of the size of a 7B model, as AWS published in "Unlock cost savings with the new
   * scale down to zero feature in SageMaker Inference" (2024-12). Others saw 4 to 10 minutes.
   */
  readonly usualWakeSeconds = 302;
  readonly #options: SagemakerCallsOptions;

  constructor(options: SagemakerCallsOptions) {
    this.#options = options;
  }

  async look(signal: AbortSignal): Promise<Description> {
    const facts = await this.#options.client.describe(signal);
    return { copy: copyStateOf(facts), instances: facts.instances };
  }

  wake({ isBlind }: WakeSituation, signal: AbortSignal): Promise<WakeOutcome> {
    // Without sight an invocation wakes and looks in one.
    const isPastAlarm = this.#options.wakeMethod === "copies" && !isBlind;
    return isPastAlarm ? this.#startCopy(signal) : this.#knock(signal);
  }

  explain(error: unknown): LookFault {
    const { row, facts } = decodeFault(error);
    const advice =
      row.shows === "denied"
        ? "Only invocations tell of its state, until this server may call sagemaker:DescribeInferenceComponent and sagemaker:DescribeEndpoint."
        : null;
    return { name: facts.name, line: `${facts.name}: ${facts.message ?? ""}`, advice };
  }

  async #startCopy(signal: AbortSignal): Promise<WakeOutcome> {
    try {
      await this.#options.client.startCopy(signal);
      return { isSent: true, result: null };
    } catch (error) {
      return { isSent: false, result: null, error };
    }
  }

  /** The smallest invocation: on an endpoint without a copy it fails, and so raises the alarm. */
  async #knock(signal: AbortSignal): Promise<WakeOutcome> {
    const first = await this.#knockOnce(signal);
    // A connection that was kept open may have been closed by the other side.
    const isLost = first.fault === faults.network && !signal.aborted;
    const { outcome } = isLost ? await this.#knockOnce(signal) : first;
    return outcome;
  }

  async #knockOnce(signal: AbortSignal): Promise<{ outcome: WakeOutcome; fault?: FaultRow }> {
    const { client } = this.#options;
    try {
      await client.knock(smallestChat, signal);
      return { outcome: { isSent: false, result: "answered" } };
    } catch (thrown) {
      const { row } = client.readFault(thrown);
      const error = thrown instanceof Error ? thrown.cause : thrown;
      return { outcome: { isSent: row.wakes, result: row.shows, error }, fault: row };
    }
  }
}
