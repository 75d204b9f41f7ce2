import type { TaskSessions } from "@pilotlight/ui";
import { createContext } from "svelte";

/** The page's sessions, made by the layout: they outlive each tab. */
export const [getSessions, setSessions] = createContext<TaskSessions>();
