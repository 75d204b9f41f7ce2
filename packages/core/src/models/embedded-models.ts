import { modelLayout } from "./model-layout.ts";

/** A model that the repository ships in `apps/web/static/models/`. */
export interface EmbeddedModel {
  /** Task id by its Hugging Face name. */
  readonly task: string;
  /** Folder with the version in its name: caches key on the path, so new files need a new folder. */
  readonly folder: string;
  /** The name shown with answers, until the model's own config.json gives another. */
  readonly name: string;
  /** What was measured of its quality, in a few words. */
  readonly quality?: string;
  readonly licence?: string;
}

/** The embedded models, one for each task that needs one. */
export const embeddedModels: readonly EmbeddedModel[] = [
  {
    task: "question-answering",
    folder: "pilotlight-qa-v2",
    name: "pilotlight-qa-v2",
  },
  {
    task: "sentiment-analysis",
    folder: "pilotlight-sentiment-v4",
    name: "pilotlight-sentiment-v4",
  },
];

/** The folder of each task's embedded model, as a ModelSource takes it. */
export const embeddedModelFolders: Readonly<Record<string, string>> = Object.fromEntries(
  embeddedModels.map(({ task, folder }) => [task, folder]),
);

/** Every file that runs on the embedded models read, as paths under the folder of the models. */
export const embeddedModelFiles: readonly string[] = embeddedModels.flatMap(({ folder }) =>
  Object.values(modelLayout).map((file) => `${folder}/${file}`),
);
