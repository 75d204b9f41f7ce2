import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { embeddedModelFolders } from "@pilotlight/core/worker";

/** Where the repository keeps the models that it ships; ends with a slash. */
export const modelsFolder = fileURLToPath(
  new URL("../../apps/web/static/models/", import.meta.url),
);

/** The size of everything that a browser fetches for a task's model: weights, tokenizer and settings; undefined for a task without one. */
export function modelBytes(taskId: string): number | undefined {
  const name = embeddedModelFolders[taskId];
  if (name === undefined) return undefined;
  const folder = join(modelsFolder, name);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:onnx|json)$/.test(file))
    .reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}
