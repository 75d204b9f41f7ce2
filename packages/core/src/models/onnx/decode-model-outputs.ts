import type { ModelOutputs } from "./loaded-model.ts";

interface OutputTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** A session's output tensors as one row per sequence, the padding cut off. */
export function decodeModelOutputs(
  outputs: unknown,
  sequences: readonly (readonly number[])[],
): ModelOutputs {
  const entries = Object.entries(outputs ?? {}).flatMap(([name, tensor]: [string, unknown]) => {
    if (!isOutputTensor(tensor) || tensor.dims[0] !== sequences.length) return [];
    const width = tensor.data.length / sequences.length;
    const rows = sequences.map((sequence, row) => {
      const values = tensor.data.slice(row * width, (row + 1) * width);
      return isPerToken(width, sequences) ? values.slice(0, sequence.length) : values;
    });
    return [[name, rows] as const];
  });
  return Object.fromEntries(entries);
}

function isPerToken(width: number, sequences: readonly (readonly number[])[]): boolean {
  return width === Math.max(...sequences.map((sequence) => sequence.length));
}

function isOutputTensor(value: unknown): value is OutputTensor {
  const tensor = value as Partial<OutputTensor> | null;
  return Array.isArray(tensor?.dims) && tensor.data instanceof Float32Array;
}
