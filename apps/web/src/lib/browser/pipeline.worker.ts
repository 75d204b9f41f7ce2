import { serveBrowserWorker } from "@pilotlight/core/worker";

serveBrowserWorker();
