/** How long each step of the life cycle takes, in milliseconds before the time scale is applied. */
export interface Durations {
  /** From the first call that finds no capacity to the scaling policy's order of a copy. */
  readonly alarmMs: number;
  /** From the order to a running instance. */
  readonly instanceStartMs: number;
  /** From a running instance to a copy that answers: image, weights, health check. */
  readonly copyStartMs: number;
  /** From the last answer to no copies. */
  readonly idleMs: number;
  /** From no copies to no instances. */
  readonly instanceReleaseMs: number;
}

const minuteMs = 60_000;

/**
 * What AWS published for a Llama 3 8B endpoint that scales to zero: "Unlock cost savings with the new
 * scale down to zero feature in SageMaker Inference", AWS Machine Learning Blog, December 2024. The idle
 * time is target tracking's AlarmLow, 90 periods of 10 s, which cannot be tuned.
 */
export const publishedDurations: Durations = {
  alarmMs: 1 * minuteMs,
  instanceStartMs: 1.748 * minuteMs,
  copyStartMs: 2.28 * minuteMs,
  idleMs: 15 * minuteMs,
  instanceReleaseMs: 10 * minuteMs,
};
