/** Which numbers a field takes. */
export interface NumberBounds {
  readonly min: number;
  readonly max: number;
  /** From one value to the next, counted from `min`, such as 0.5; `any` takes every fraction. Left out, 1. */
  readonly step?: number | "any";
  /** What is counted, as it stands behind the number, such as `kg`. */
  readonly unit?: string;
}

// What binary fractions are off by: 0.3 is not three times 0.1.
const tolerance = 1e-9;

/** True when the bounds take whole numbers alone. */
export function isWhole({ min, step = 1 }: NumberBounds): boolean {
  return step !== "any" && Number.isInteger(step) && Number.isInteger(min);
}

/** True for a number within the bounds, on one of their steps. */
export function takesNumber(bounds: NumberBounds, value: number): boolean {
  const { min, max, step = 1 } = bounds;
  if (!(value >= min && value <= max)) return false;
  if (step === "any") return true;
  if (isWhole(bounds) && !Number.isInteger(value)) return false;
  const steps = (value - min) / step;
  return Math.abs(steps - Math.round(steps)) < tolerance * Math.max(1, steps);
}

/** The numbers that the bounds take, in words, such as `a whole number from 1 to 10`. */
export function numberWords(
  bounds: NumberBounds,
  write: (value: number) => string = String,
): string {
  const { min, max, step = 1, unit } = bounds;
  const range = `${isWhole(bounds) ? "a whole number" : "a number"} from ${write(min)} to ${write(max)}`;
  const measured = unit === undefined ? range : `${range} ${unit}`;
  return step === 1 || step === "any" ? measured : `${measured} in steps of ${step}`;
}

/** The JSON schema of the numbers that the bounds take. */
export function numberSchema(bounds: NumberBounds): Readonly<Record<string, unknown>> {
  const { min: minimum, max: maximum, step = 1 } = bounds;
  if (!isWhole(bounds)) return { type: "number", minimum, maximum };
  // `multipleOf` counts from zero, and checkers take fractions of it at their binary word.
  const isCounted = step !== 1 && step !== "any" && minimum % step === 0;
  return { type: "integer", minimum, maximum, ...(isCounted ? { multipleOf: step } : {}) };
}

/** The nearest number that the bounds take, some steps from a value; fractions of `any` go by whole numbers. */
export function stepFrom(bounds: NumberBounds, value: number, by: number): number {
  const { min, max, step = 1 } = bounds;
  const width = step === "any" ? 1 : step;
  const from = Number.isFinite(value) ? value : min;
  const steps = step === "any" ? (from - min) / width : Math.round((from - min) / width);
  const last = step === "any" ? max : min + Math.floor((max - min) / width + tolerance) * width;
  const next = Math.min(last, Math.max(min, min + (steps + by) * width));
  // Without the digits that binary fractions leave behind.
  return Number(next.toPrecision(12));
}
