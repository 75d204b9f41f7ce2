// A Web Worker that runs the rehearsal task, for tests of the page's worker without a model.
import { serveBrowserWorker } from "../backends/browser/browser-worker.ts";
import { rehearsal } from "./rehearsal.ts";

serveBrowserWorker([rehearsal]);
