// The panel beside the work, and what a person sets for this browser. A door of its own: it is loaded when
// the panel is opened.
export { default as SidePanel } from "./workbench/SidePanel.svelte";
export { default as ThemeChoice } from "./workbench/ThemeChoice.svelte";
export { default as SegmentedChoice } from "./fields/SegmentedChoice.svelte";
export { default as SwitchInput } from "./fields/SwitchInput.svelte";
