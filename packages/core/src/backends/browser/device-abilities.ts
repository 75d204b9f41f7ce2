// What this device's browser can do for a model, and what is made of it: a pure decision from facts.

/** What was found out about the device. */
export interface DeviceAbilities {
  /** Shared memory is allowed: the page came with the isolation headers. */
  readonly isIsolated: boolean;
  readonly cores: number;
  /** WebAssembly has 128-bit SIMD, without which the runtime has no build. */
  readonly hasSimd: boolean;
}

/** How the runtime is set up on a device, with the reason in words. */
export interface RuntimeChoice {
  readonly threads: number;
  readonly reason: string;
}

// A function that uses one SIMD instruction: i32.const 0, i8x16.splat, i8x16.popcnt, drop.
const simdProbe = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 11, 1, 9, 0, 65, 0, 253, 15, 253,
  98, 26, 11,
]);

// Measured on two cores: 128 tokens take 2.7 ms with two threads and 6.9 ms with one; short texts gain
// nothing, and more threads were not measured.
const mostThreads = 2;

/** The facts of the browser that runs this. */
export function readAbilities(): DeviceAbilities {
  return {
    isIsolated: globalThis.crossOriginIsolated,
    cores: navigator.hardwareConcurrency,
    hasSimd: WebAssembly.validate(simdProbe),
  };
}

/** How many threads the models get; null when this browser cannot run them at all. */
export function chooseRuntime({
  isIsolated,
  cores,
  hasSimd,
}: DeviceAbilities): RuntimeChoice | null {
  if (!hasSimd) return null;
  if (!isIsolated) {
    return { threads: 1, reason: "one thread: this page came without the headers that allow more" };
  }
  if (cores < 2) return { threads: 1, reason: "one thread: this device has one core" };
  return { threads: Math.min(mostThreads, cores), reason: `${mostThreads} threads` };
}
