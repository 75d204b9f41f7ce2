// The models that `npm run models:pull` fetched: where they lie, and which task each one runs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { embeddedModelFolders } from "@pilotlight/core";
import { type FetchedModel, type ModelSource, parseModelIndex } from "@pilotlight/core/server";
import type { ModelSourceSetting } from "../../setting-checks.ts";

/** The folder of fetched models: the one that is named, else the one beside the build. */
export function fetchedModelsFolder(source: ModelSourceSetting, appFolder: string): string {
  return source.kind === "folder" ? source.path : join(appFolder, "fetched-models");
}

/** The model of each task, with its name for answers: a fetched one where it is wanted and there, else the embedded one. */
export function smallModels(
  source: ModelSourceSetting,
  folder: string,
): Required<Pick<ModelSource, "models" | "names">> {
  if (source.kind === "embedded") return { models: embeddedModelFolders, names: {} };
  const fetched = readFetched(folder).map((model) => ({
    ...model,
    path: join(folder, model.folder),
  }));
  const models = Object.fromEntries(fetched.map(({ task, path }) => [task, path]));
  const names = Object.fromEntries(fetched.map(({ path, name }) => [path, name]));
  return { models: { ...embeddedModelFolders, ...models }, names };
}

/** What stands for the small models and their revisions, beside the build that they are embedded in. */
export function modelsVersion(source: ModelSourceSetting, folder: string): string {
  const { models } = smallModels(source, folder);
  // The revision is part of a fetched folder's name.
  return Object.values(models).toSorted().join(" ");
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
