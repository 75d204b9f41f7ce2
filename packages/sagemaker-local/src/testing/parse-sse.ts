/** A chunk of a streamed chat reply, as far as tests look at it. */
export interface ParsedChunk {
  readonly choices: readonly {
    readonly delta: { readonly role?: string; readonly content?: string };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: Readonly<Record<string, number>>;
}

/** The chunks of a whole stream, without its `[DONE]`. */
export function parseSse(text: string): ParsedChunk[] {
  return text
    .split("\n\n")
    .filter((event) => event.startsWith("data: {"))
    .map((event) => JSON.parse(event.slice("data: ".length)) as ParsedChunk);
}

/** The text that the chunks carry. */
export function textOf(chunks: readonly ParsedChunk[]): string {
  return chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
}
