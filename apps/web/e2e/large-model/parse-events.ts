/** One event of a stream of ours: its name, and its data as JSON. */
export interface StreamedEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The events of a response as they come; comments are left out. */
export async function* eventsOf({ body }: Response): AsyncGenerator<StreamedEvent, void, void> {
  if (!body) return;
  let text = "";
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const frames = text.split("\n\n");
    text = frames.pop() ?? "";
    for (const frame of frames) {
      const name = /^event: (.*)$/mu.exec(frame)?.[1];
      const json = /^data: (.*)$/mu.exec(frame)?.[1];
      if (name === undefined || json === undefined) continue;
      yield { name, data: JSON.parse(json) as StreamedEvent["data"] };
    }
  }
}

/** The large model's temperature in a status. */
export function temperatureIn(status: StreamedEvent["data"]): string {
  const endpoint = status["endpoint"] as { readonly temperature: string } | null;
  return endpoint?.temperature ?? "none";
}

/** The problem or the reply that a response is. */
export async function jsonOf(response: Response): Promise<StreamedEvent["data"]> {
  return (await response.json()) as StreamedEvent["data"];
}
