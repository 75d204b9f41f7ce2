import { article, asked, praise } from "../page-texts.ts";

/** An input of a task, with its positional order as Gradio sends it. */
export interface FaultInput {
  readonly taskId: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** One input for each task; the number makes it an input that was not asked before. */
export function faultInputs(number: number): readonly FaultInput[] {
  const note = `\n\nNote ${number}.`;
  return [
    { taskId: "summarization", fields: { text: article + note } },
    {
      taskId: "question-answering",
      fields: { question: asked.question, context: article + note },
    },
    { taskId: "sentiment-analysis", fields: { text: praise + note } },
  ];
}
