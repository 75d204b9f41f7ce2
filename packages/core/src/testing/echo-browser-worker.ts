// A Web Worker that runs the echo task, for tests of the page's worker without a model.
import { serveBrowserWorker } from "../backends/browser/browser-worker.ts";
import { echoTask } from "./echo-task.ts";

serveBrowserWorker([echoTask]);
