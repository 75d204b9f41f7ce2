import type { TaskSessions } from "@pilotlight/ui";
import { createContext } from "svelte";
import type { LazyRunner } from "./lazy-runner.ts";

/** The page's sessions, made by the layout: they outlive each tab. */
export const [getSessions, setSessions] = createContext<TaskSessions>();

/** What runs the tasks of the page. */
export const [getRunner, setRunner] = createContext<LazyRunner>();
