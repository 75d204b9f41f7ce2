// From an input to an output by asking the model: in one call when the text fits, through pieces when it
// does not, once more smaller when the model's server counts otherwise, once more when the reply is unusable.
import { formatCount } from "../../contract/format-count.ts";
import { InferenceError, throwIfAborted } from "../../contract/inference-error.ts";
import type { JsonObject } from "../../contract/json.ts";
import type { AnyTask } from "../../tasks/task.ts";
import type { BackendEvent } from "../../contract/backend-event.ts";
import type { ChatMessage, ChatReply, FinishReason } from "./chat-codec.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { type AnyPrompt, type Plan, longText, planPrompt, shrunkContext } from "./fit-prompt.ts";
import { type ChatModel, ContextOverflow } from "./chat-model.ts";
import { ProseStream } from "./prose-stream.ts";
import { judgeOutput, readReply, type ReadReply, repairMessages } from "./read-reply.ts";

/** One input to answer. */
export interface Question {
  readonly prompt: AnyPrompt;
  readonly input: JsonObject;
  readonly model: ChatModel;
  /** What the model is called in errors. */
  readonly modelName: string;
  readonly contextTokens: number;
  readonly signal: AbortSignal;
  /** Told, without the reply's words, why a reply could not be used. */
  readonly onUnreadable: (why: string) => void;
}

/** The answer, with what its reader should know. */
export interface Answer {
  readonly output: JsonObject;
  readonly notice: string | null;
}

type Events<Value> = AsyncGenerator<BackendEvent, Value, void>;

// Each round makes a text of pieces at least ten times shorter.
const mostRounds = 3;

/**
 * Answers an input; the events are its progress and, for prose, the text as it is written.
 * @throws InferenceError `backend-failed`, retryable, when the text is too long or the reply unusable
 * twice, and what an invocation fails with
 */
export async function* answerPrompt(question: Question): Events<Answer> {
  const progress: Progress = { done: 0, total: 0, plan: null, hasShown: false };
  try {
    return yield* answerOnce(question, progress);
  } catch (error) {
    if (error instanceof TooLong) throw tooLong(question);
    if (!(error instanceof ContextOverflow) || !progress.plan) throw error;
    const contextTokens = shrunkContext(progress.plan, error.overflow);
    try {
      return yield* answerOnce({ ...question, contextTokens }, progress);
    } catch (again) {
      const isSmallEnough = !(again instanceof TooLong || again instanceof ContextOverflow);
      throw isSmallEnough ? again : refusedAsTooLong(question);
    }
  }
}

/**
 * Asks a server that knows the task itself: its reply is the task's answer, or what the prompt would be
 * answered with.
 * @throws InferenceError
 */
export async function askTask(
  { prompt, input, model, signal, onUnreadable }: Question,
  task: Pick<AnyTask, "parseOutput">,
): Promise<Answer> {
  // The words of a chat go nowhere.
  const chat = { messages: [{ role: "user", content: "" }], maxTokens: 1 } as const;
  const reply = await model.ask(chat, signal);
  const output = outputOf(reply, task);
  const read = output
    ? await judgeOutput(prompt, input, output)
    : await readReply(prompt, input, reply);
  if (read.fault !== null) onUnreadable(read.fault);
  if (!read.output) throw unusable("did not have the form of the task's answer");
  return { output: read.output, notice: joined(endingNotices({ reply, fault: read.fault })) };
}

/** The task's output where the reply is one; null where it is something else. */
function outputOf({ text }: ChatReply, task: Pick<AnyTask, "parseOutput">): JsonObject | null {
  try {
    return task.parseOutput(JSON.parse(text));
  } catch {
    return null;
  }
}

/** How far a run is, over all its rounds and attempts. */
interface Progress {
  /** Pieces that were read, and will have been; neither goes back. */
  done: number;
  total: number;
  /** The latest plan. */
  plan: Plan | null;
  /** True when a reply was shown: what comes after it replaces it at the end, and is not added to it. */
  hasShown: boolean;
}

async function* answerOnce(question: Question, progress: Progress): Events<Answer> {
  const { prompt, input } = question;
  let current = input;
  for (let round = 0; round <= mostRounds; round += 1) {
    const plan = planPrompt(prompt, current, question.contextTokens);
    if (!plan) break;
    progress.plan = plan;
    if (plan.kind === "whole") return yield* answerWhole(question, plan, progress);
    const replies = yield* readPieces(question, plan, progress);
    current = prompt.pieces?.join(current, replies) ?? current;
  }
  throw new TooLong();
}

async function* readPieces(
  question: Question,
  { messages, maxTokens }: Plan,
  progress: Progress,
): Events<readonly string[]> {
  progress.total = progress.done + messages.length;
  const replies: string[] = [];
  yield reading(progress);
  for (const content of messages) {
    const messages = [{ role: "user", content }] as const;
    const { text } = await question.model.ask({ messages, maxTokens }, question.signal);
    // A summary of the rest would pass for one of the whole.
    if (text.trim() === "") throw unusable("was empty for a part of the text");
    replies.push(text);
    progress.done += 1;
    yield reading(progress);
  }
  return replies;
}

function reading({ done, total }: Progress): BackendEvent {
  return { type: "progress", stage: "reading", done, total, unit: "pieces" };
}

async function* answerWhole(question: Question, plan: Plan, progress: Progress): Events<Answer> {
  const asked = plan.messages.map((content) => ({ role: "user", content }) as const);
  const first = yield* askAndRead(question, { messages: asked, plan, progress });
  if (first.fault === null) return answerOf(question, first, progress);
  const messages = [...asked, ...repairMessages(first.reply.text, first.fault)];
  const second = yield* askAndRead(question, { messages, plan, progress });
  return answerOf(question, second.output ? second : first, progress);
}

interface Attempt extends ReadReply {
  readonly reply: ChatReply;
}

async function* askAndRead(question: Question, turn: Turn): Events<Attempt> {
  const reply = yield* askOnce(question, turn);
  const read = await readReply(question.prompt, question.input, reply);
  if (read.fault !== null) question.onUnreadable(read.fault);
  return { ...read, reply };
}

function answerOf(question: Question, attempt: Attempt, progress: Progress): Answer {
  const { output } = attempt;
  if (!output) throw unusable("did not have the form that it was asked for, twice");
  return { output, notice: noticeOf(question, attempt, progress) };
}

interface Turn {
  readonly messages: readonly ChatMessage[];
  readonly plan: Plan;
  readonly progress: Progress;
}

async function* askOnce(
  { prompt, input, model, signal }: Question,
  { messages, plan, progress }: Turn,
): Events<ChatReply> {
  const schema = prompt.replySchema?.(input);
  const chat = { messages, maxTokens: plan.maxTokens, ...(schema ? { schema } : {}) };
  if (!prompt.streams || progress.hasShown) return model.ask(chat, signal);
  const prose = new ProseStream();
  for await (const event of model.stream(chat, signal)) {
    throwIfAborted(signal);
    if (event.kind === "reply") return event.reply;
    const text = prose.feed(event.text);
    if (text === "") continue;
    progress.hasShown = true;
    yield { type: "text-delta", text };
  }
  throw new Error("A stream ended without its reply.");
}

const endings: Readonly<Record<FinishReason, string | null>> = {
  stop: null,
  length: "The answer ends where the model was stopped: it is longer than was asked for.",
  repetition: "The answer ends where the model began to repeat itself.",
  other: null,
};

function noticeOf(
  { prompt, input, modelName }: Question,
  attempt: Attempt,
  { done }: Progress,
): string | null {
  const inPieces = `The text is longer than ${modelName} reads at once, so it was read in pieces.`;
  return joined([
    prompt.notice?.(input) ?? null,
    done > 0 ? inPieces : null,
    ...endingNotices(attempt),
  ]);
}

/** What the reader should know of a reply that was taken. */
function endingNotices({ reply, fault }: Pick<Attempt, "reply" | "fault">) {
  return [
    endings[reply.finish ?? "stop"],
    fault === null ? null : "The answer is in another language than the text.",
  ];
}

function joined(notices: readonly (string | null)[]): string | null {
  return notices.filter((notice) => notice !== null).join(" ") || null;
}

/** The text can be asked neither as a whole nor in pieces. */
class TooLong extends Error {}

function unusable(why: string): InferenceError {
  return new InferenceError(
    "backend-failed",
    `The large model's answer ${why}. Try again, or let a small model answer.`,
    { retryable: true },
  );
}

function tooLong({ prompt, input, modelName, contextTokens }: Question): InferenceError {
  const size = estimateTokens(longText(prompt, input));
  const [has, reads] = [size, contextTokens].map(formatCount);
  return new InferenceError(
    "backend-failed",
    `The text has about ${has} tokens, which is too long for ${modelName}: it reads ${reads} with the question and the answer. Shorten it, or let a small model answer.`,
    { retryable: true, size, limit: contextTokens },
  );
}

function refusedAsTooLong({ modelName }: Question): InferenceError {
  return new InferenceError(
    "backend-failed",
    `The text is too long for ${modelName} by the count of its own server. Shorten it, or let a small model answer.`,
    { retryable: true },
  );
}
