import { systemClock } from "@pilotlight/core";
import { bytesOf, hubModels, ModelHub, pullModel } from "@pilotlight/core/server";
import type { Log } from "../src/lib/server/log.ts";

interface FetchOptions {
  readonly hub: { readonly endpoint: string; readonly token?: string };
  readonly folder: string;
  readonly log: Log;
}

/** Fetches the hub's models that are missing; what cannot be had is said, and the embedded ones answer. */
export async function fetchModels({ hub, folder, log }: FetchOptions): Promise<void> {
  const client = new ModelHub({ ...hub, fetch });
  for (const model of hubModels) {
    try {
      const fetched = await pullModel({
        hub: client,
        model,
        folder,
        fetch,
        clock: systemClock,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
      log.info("model is here", { model: fetched.id, bytes: bytesOf(fetched) });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      log.warn("model could not be fetched; the embedded one answers", { model: model.id, why });
    }
  }
}
