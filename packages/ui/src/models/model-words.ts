// What the panel of models says: pure, from facts.
import type { DeviceSpace, GpuKind, RuntimeChoice } from "@pilotlight/core";
import { decimal } from "../text/language.svelte.ts";

/** A size as the page writes it: megabytes as the hub counts them, a million bytes each, or gigabytes. */
export function sizeWords(bytes: number): string {
  const [value, unit] = bytes < 999_500_000 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${decimal(value, value < 10 ? 1 : 0)} ${unit}`;
}

/** How models run on this device, and why so. */
export function runtimeWords(runtime: RuntimeChoice | null): string {
  if (!runtime) {
    return "This browser's WebAssembly has no SIMD, which the small models need: they cannot run here.";
  }
  return `Models run on the processor with SIMD and ${runtime.reason}.`;
}

/** What WebGPU has here, and that it is not used. */
export function gpuWords(gpu: GpuKind): string {
  if (gpu === "none") return "WebGPU: no adapter found.";
  const adapter = gpu === "hardware" ? "an adapter found" : "an adapter in software found";
  return `WebGPU: ${adapter}; not used, because it was not measured to be faster for these models.`;
}

/** The room that this site has, and whether the browser may clear it. */
export function spaceWords({ usedBytes, freeBytes, isPersistent }: DeviceSpace): string {
  const safety = isPersistent
    ? "The browser keeps it until you delete it"
    : "The browser may clear it when the device runs full";
  return `This site uses ${sizeWords(usedBytes)} here; the browser allows ${sizeWords(freeBytes)} more. ${safety}.`;
}
