import type { TaskSessions } from "@pilotlight/ui";
import { createContext } from "svelte";
import type { KeptAnswers } from "./kept-answers.ts";
import type { OpenedModels } from "./opened-models.ts";
import type { LazyRunner } from "./lazy-runner.ts";

/** The page's sessions, made by the layout: they outlive each tab. */
export const [getSessions, setSessions] = createContext<TaskSessions>();

/** What runs the tasks of the page. */
export const [getRunner, setRunner] = createContext<LazyRunner>();

/** The page's answers on their way into its history. */
export const [getAnswers, setAnswers] = createContext<KeptAnswers>();

/** The page's models of this device. */
export const [getModels, setModels] = createContext<OpenedModels>();
