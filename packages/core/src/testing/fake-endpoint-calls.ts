import type { EndpointCalls, Knock } from "../backends/sagemaker/sagemaker-calls.ts";
import type { Description } from "../endpoint/endpoint-state.ts";
import { description } from "./observations.ts";

/** SageMaker as a test sets it: what a description says and what the smallest invocation finds. */
export class FakeEndpointCalls implements EndpointCalls {
  /** The next descriptions, or the error that they fail with. */
  description: Description | Error = description();
  /** What the next knocks find; left out, `cold` without a copy and `answered` with one. */
  knocks: Knock | null = null;
  /** The error that starting a copy fails with. */
  startError: Error | null = null;
  describes = 0;
  knocked = 0;
  started = 0;
  isClosed = false;

  async describe(): Promise<Description> {
    this.describes += 1;
    if (this.description instanceof Error) throw this.description;
    return this.description;
  }

  async startCopy(): Promise<void> {
    this.started += 1;
    if (this.startError) throw this.startError;
  }

  async knock(): Promise<Knock> {
    this.knocked += 1;
    const hasCopy = !(this.description instanceof Error) && this.description.currentCopies > 0;
    return this.knocks ?? { result: hasCopy ? "answered" : "cold" };
  }

  close(): void {
    this.isClosed = true;
  }
}

/** An error as the AWS SDK throws it. */
export function awsError(name: string, message = "of the account 123456789012"): Error {
  return Object.assign(new Error(message), { name });
}
