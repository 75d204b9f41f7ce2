import * as v from "valibot";
import type { HubModel } from "./hub.ts";

const manifestSchema = v.object({
  id: v.string(),
  revision: v.string(),
  files: v.array(v.object({ path: v.string(), bytes: v.number(), sha256: v.string() })),
});

/** What was copied, written last: a model without its manifest is not complete. */
export type ModelManifest = v.InferOutput<typeof manifestSchema>;

/** Where a model's manifest lies: beside the weights, since SageMaker loads all that is with them. */
export function manifestKey({ id, revision }: HubModel): string {
  return `manifests/${id}/${revision}.json`;
}

/** The manifest's text. */
export function writeManifest(manifest: ModelManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Reads a manifest's text. @throws {v.ValiError} when it is another thing */
export function readManifest(text: string): ModelManifest {
  return v.parse(manifestSchema, JSON.parse(text));
}
