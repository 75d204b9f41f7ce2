// Hugging Face's own default; whoever set another there sets the same here.
const huggingFaceMinutes = 15;

/** How long after its last request a server scales to zero; null for one that never does. */
export function sleepsAfterMs(url: string, minutes: number | undefined): number | null {
  const isHuggingFace = new URL(url).hostname.endsWith(".endpoints.huggingface.cloud");
  const sleepsAfter = minutes ?? (isHuggingFace ? huggingFaceMinutes : 0);
  return sleepsAfter === 0 ? null : sleepsAfter * 60_000;
}
