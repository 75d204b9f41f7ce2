/** A time in which something is left alone; each one in a row is longer than the last. */
export interface Pause {
  /** How many there were in a row. */
  readonly times: number;
  /** When the last one ends, in a Clock's milliseconds. */
  readonly untilMs: number;
}

/** No pause, and none before. */
export const noPause: Pause = { times: 0, untilMs: -Infinity };

/** How long pauses are: the first, then twice as long each time, up to the most. */
export interface PauseGrowth {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** The next pause in a row; while one lasts it stays as it is, so that a burst of reasons counts once. */
export function lengthen(pause: Pause, { firstMs, mostMs }: PauseGrowth, atMs: number): Pause {
  if (atMs < pause.untilMs) return pause;
  const lastsMs = Math.min(mostMs, firstMs * 2 ** pause.times);
  return { times: pause.times + 1, untilMs: atMs + lastsMs };
}
