import * as v from "valibot";

/**
 * Every place that runs a task: the providers of a large model, this device, this server's CPU, an endpoint of
 * SageMaker's with the same small models, and the server as the page sees it.
 */
export const backendIds = [
  "sagemaker",
  "openai",
  "gradio",
  "browser",
  "onnx",
  "sagemaker-small",
  "server",
] as const;

/** The schema of a backend's id. */
const backendIdSchema = v.picklist(backendIds);

/** One of the places that run a task. */
export type BackendId = v.InferOutput<typeof backendIdSchema>;

/** What a backend is for: `large` answers best and may be asleep, `small` answers at once. */
export const roles = ["large", "small"] as const;

/** The schema of a role. */
const roleSchema = v.picklist(roles);

/** One of the roles: what ranking, queues and offers ask for, never a backend's id. */
export type Role = v.InferOutput<typeof roleSchema>;

/** The entries of a BackendRef, for the schemas of what names a backend. */
export const backendRefEntries = { backend: backendIdSchema, role: roleSchema };

/** A backend as others name it. */
export type BackendRef = Readonly<
  v.InferOutput<v.ObjectSchema<typeof backendRefEntries, undefined>>
>;

/** What a caller may ask for: a choice of ours, any backend of a role, or one backend and no other. */
export type BackendChoice = "auto" | Role | BackendId;
