// A large model that fails on demand, whoever runs it, as the fault matrix needs it.

/** A large model with faults. */
export interface FaultProvider {
  /** The backend's id, with which its answers are signed. */
  readonly id: "sagemaker" | "openai" | "gradio";
  /** The settings of a server before it. */
  readonly env: Readonly<Record<string, string>>;
  /** Has every call meet a fault from now on; null for none, and a model that is awake. */
  setFault(fault: string | null): Promise<void>;
  /** How many calls the fault has met since it was set. */
  strikes(): number;
  close(): Promise<void>;
}
