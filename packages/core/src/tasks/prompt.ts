// How a task is put to the large model: written with the task's definition, loaded only where the large
// model runs. The backend does the rest: fitting, streaming, long texts, reading and repair.
import type { JsonObject } from "../contract/json.ts";

/** How a task asks the large model and reads its reply. */
export interface TaskPrompt<Input extends JsonObject, Output extends JsonObject> {
  /** The input field that may be longer than the model reads. */
  readonly longField: string;
  /** True when the reply is prose that is shown while it is written; a JSON reply is shown at its end. */
  readonly streams: boolean;
  /** The whole request as one user message: these models' templates know no system role. */
  ask(input: Input): string;
  /** The most tokens that the reply takes. */
  maxReplyTokens(input: Input): number;
  /** The JSON schema that the container holds the reply to while it is written; left out for prose. */
  replySchema?(input: Input): JsonObject;
  /**
   * The output that a whole reply stands for; the input is the caller's own, also after `pieces`.
   * @throws UnreadableReply with what is wrong, in words that a second attempt can be asked with
   */
  read(reply: string, input: Input): Output;
  /** What the model wrote of its own in an output, which is to be in the language of the long field; left out when it copies. */
  ownWords?(output: Output): string;
  /** What the reader should know about an answer to this input, such as a part that is left out; null when nothing. */
  notice?(input: Input): string | null;
  /**
   * How a text over the model's context is done in pieces: the reply to each piece becomes one input for
   * the next round. Left out, such a text is refused and another backend answers.
   */
  readonly pieces?: {
    /** The message for one piece of the long field. */
    ask(input: Input, piece: string): string;
    /** The most tokens that the reply to one piece takes. */
    readonly maxReplyTokens: number;
    /** The input of the next round, made of the replies to all pieces, in order. */
    join(input: Input, replies: readonly string[]): Input;
  };
}

/** A reply that is not what the prompt asked for; its message says what is missing. */
export class UnreadableReply extends Error {
  override readonly name = "UnreadableReply";
}
