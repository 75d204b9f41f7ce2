// The Web Worker with the small models, for tests in a real browser.
import { serveBrowserWorker } from "../backends/browser/browser-worker.ts";

serveBrowserWorker();
