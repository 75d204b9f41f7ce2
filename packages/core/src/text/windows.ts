import type { Span } from "../contract/span.ts";

/** How a long row of tokens is cut. */
export interface WindowOptions {
  /** Tokens in all. */
  readonly count: number;
  /** Most tokens in a window. */
  readonly size: number;
  /** Tokens that a window shares with the one before it; less than `size`. */
  readonly overlap: number;
}

/** Pieces of a row of tokens, in order, that together hold each token; one piece when all fit. */
export function tokenWindows({ count, size, overlap }: WindowOptions): Span[] {
  const stride = Math.max(1, size - overlap);
  const windows: Span[] = [];
  for (let start = 0; start < count; start += stride) {
    const end = Math.min(count, start + size);
    windows.push({ start, end });
    if (end === count) break;
  }
  return windows;
}

/** The same as `tokenWindows` without overlap, the windows as equal in length as can be. */
export function evenWindows(count: number, size: number): Span[] {
  const windows = Math.ceil(count / size);
  return Array.from({ length: windows }, (_, index) => ({
    start: Math.round((index * count) / windows),
    end: Math.round(((index + 1) * count) / windows),
  }));
}
