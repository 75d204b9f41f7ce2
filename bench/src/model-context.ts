import type { TextModel, PipelineContext } from "@pilotlight/core/worker";

/** What a pipeline gets when it is evaluated: one model, nobody to report to, nothing that cancels. */
export function modelContext(model: TextModel): PipelineContext {
  return {
    loadModel: () => Promise.resolve(model),
    report: () => undefined,
    checkpoint: () => Promise.resolve(),
  };
}
