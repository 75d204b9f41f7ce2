// What the page has one of, beside its sessions. Imported when it is first needed, in the browser alone.
import { KeptAnswers } from "./kept-answers.ts";
import { OpenedModels } from "./opened-models.ts";

/** The page's answers on their way into its history. */
export const pageAnswers = new KeptAnswers();

/** The page's models of this device. */
export const pageModels = new OpenedModels();
