/**
 * Works with a signal that fires when any of these does, and lets go of them afterwards.
 *
 * `AbortSignal.any` would stay registered with a signal that lives as long as the server.
 */
export async function withAnySignal<Result>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const any = new AbortController();
  const onAbort = () => {
    any.abort();
  };
  for (const signal of signals) {
    if (signal.aborted) any.abort();
    signal.addEventListener("abort", onAbort);
  }
  try {
    return await work(any.signal);
  } finally {
    for (const signal of signals) signal.removeEventListener("abort", onAbort);
  }
}
