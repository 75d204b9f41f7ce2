import { parseModelConfig } from "./onnx/parse-model-files.ts";
import { type EmbeddedModel, embeddedModels } from "./embedded-models.ts";
import { modelLayout } from "./model-layout.ts";

interface EmbeddedModelsSource {
  /** Where the embedded models lie, with a slash at its end. */
  readonly modelsUrl: string;
  readonly fetch: typeof globalThis.fetch;
  /** Undefined where the platform has none, such as on plain HTTP. */
  readonly caches: CacheStorage | undefined;
}

/** An embedded model as it stands on this device. */
export interface EmbeddedModelState extends EmbeddedModel {
  /** The size of the model's file; null when it cannot be read now. */
  readonly bytes: number | null;
  /** True when it is kept here already; else it comes with its first run. */
  readonly isHere: boolean;
}

/** The embedded models with their sizes, and whether each is on this device. Never throws. */
export function readEmbeddedModels(
  place: EmbeddedModelsSource,
): Promise<readonly EmbeddedModelState[]> {
  return Promise.all(
    embeddedModels.map(async (model) => {
      const folderUrl = place.modelsUrl + model.folder;
      const [bytes, isHere] = await Promise.all([
        sizeOf(folderUrl, place.fetch).catch(() => null),
        isKept(`${folderUrl}/${modelLayout.weights}`, place.caches).catch(() => false),
      ]);
      return { ...model, bytes, isHere };
    }),
  );
}

async function sizeOf(folderUrl: string, fetch: typeof globalThis.fetch): Promise<number | null> {
  const response = await fetch(`${folderUrl}/${modelLayout.config}`);
  if (!response.ok) return null;
  return parseModelConfig(await response.text(), folderUrl).pilotlight.modelBytes ?? null;
}

async function isKept(url: string, caches: CacheStorage | undefined): Promise<boolean> {
  return (await caches?.match(url, { ignoreVary: true })) !== undefined;
}
