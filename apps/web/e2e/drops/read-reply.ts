// What the replies of the drops say.
import { sentimentAnalysis } from "@pilotlight/core";

/** The numbers of the whole frames in a piece of an event stream. */
export function numbersIn(stream: string): readonly number[] {
  const frames = stream.split("\n\n").slice(0, -1);
  return frames.flatMap((frame) => {
    const number = /^id: (\d+)$/mu.exec(frame)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

/** The data of a stream's last event. */
export function outputIn(stream: string): string {
  const last = stream.trimEnd().split("\n\n").at(-1) ?? "";
  return /^data: (.*)$/mu.exec(last)?.[1] ?? "";
}

/** True when a run's state says that it has ended. */
export function isEnd(state: string): boolean {
  return /"status":"(?:done|failed|cancelled)"/u.test(state);
}

/** What is wrong with an answer, bare or in `output`; null when it is the one of this input. */
export function checkAnswer(text: string, sentences: number): string | null {
  const value: unknown = JSON.parse(text);
  const isNested = typeof value === "object" && value !== null && "output" in value;
  const output = isNested ? value.output : value;
  try {
    const found = sentimentAnalysis.parseOutput(output).sentences?.length;
    return found === sentences ? null : `${found ?? "no"} sentences instead of ${sentences}`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `no answer: ${text.slice(0, 200)}`;
  }
}
