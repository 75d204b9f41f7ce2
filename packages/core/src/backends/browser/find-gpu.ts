import { inTime } from "../../runtime/abort.ts";
import type { Clock } from "../../runtime/clock.ts";

/** The graphics adapter that WebGPU has on a device: none, one in software, or a real one. */
export type GpuKind = "none" | "software" | "hardware";

// A driver that hangs must not hold what asks.
const answerMs = 3_000;

interface GpuAdapters {
  requestAdapter(): Promise<{ readonly info: { readonly isFallbackAdapter: boolean } } | null>;
}

/** What WebGPU has here; `none` without it, and where it does not answer within 3 s. */
export async function findGpu(gpu: GpuAdapters | undefined, clock: Clock): Promise<GpuKind> {
  if (!gpu) return "none";
  try {
    const adapter = await inTime(gpu.requestAdapter(), { clock, ms: answerMs, late: () => null });
    if (!adapter) return "none";
    return adapter.info.isFallbackAdapter ? "software" : "hardware";
  } catch {
    // A browser that blocks WebGPU throws here; to the person that is the same as none.
    return "none";
  }
}
