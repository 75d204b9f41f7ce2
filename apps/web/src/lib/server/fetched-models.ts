// The models that `npm run models:pull` fetched: where they lie, and which task each one runs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { embeddedModelFolders } from "@pilotlight/core";
import { type FetchedModel, parseModelIndex } from "@pilotlight/core/server";
import type { ModelSourceSetting } from "../../setting-checks.ts";

/** The folder of fetched models: the one that is named, else the one beside the build. */
export function fetchedModelsFolder(source: ModelSourceSetting, appFolder: string): string {
  return source.kind === "folder" ? source.path : join(appFolder, "fetched-models");
}

/** The model of each task: a fetched one where it is wanted and there, else the embedded one. */
export function modelFolders(
  source: ModelSourceSetting,
  folder: string,
): Readonly<Record<string, string>> {
  if (source.kind === "embedded") return embeddedModelFolders;
  const fetched = readFetched(folder);
  return {
    ...embeddedModelFolders,
    ...Object.fromEntries(fetched.map((model) => [model.task, join(folder, model.folder)])),
  };
}

/** None when nothing was fetched, and when the list is broken: the embedded models answer then. */
function readFetched(folder: string): readonly FetchedModel[] {
  try {
    return parseModelIndex(readFileSync(join(folder, "index.json"), "utf8")) ?? [];
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
