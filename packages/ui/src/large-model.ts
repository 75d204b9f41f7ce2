// What shows and offers the large model. A door of its own, so that pages without one load none of it.
export { default as EndpointPill } from "./large-model/EndpointPill.svelte";
export { answersNow } from "./large-model/backend-options-with-large-model.ts";
export { LargeModel, type SeenStatus } from "./sessions/large-model.svelte.ts";
