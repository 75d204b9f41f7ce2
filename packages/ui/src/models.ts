// The small models of this device. A door of its own: it is loaded when the panel is opened.
export { type DeviceFacts, DeviceModels, type ModelStore } from "./models/device-models.svelte.ts";
export { default as ModelsPanel } from "./models/ModelsPanel.svelte";
