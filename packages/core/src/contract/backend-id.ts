import * as v from "valibot";

/** Every place that runs a task: the GPU endpoint, this device, this server's CPU, and the server as the page sees it. */
export const backendIds = ["sagemaker", "browser", "onnx", "server"] as const;

/** The schema of a backend's id. */
export const backendIdSchema = v.picklist(backendIds);

/** One of the places that run a task. */
export type BackendId = v.InferOutput<typeof backendIdSchema>;
