// What the menu under an answer does, loaded when it is first used.
import { answerFile, type AnswerFileOptions } from "./answer-file.ts";
import { saveFile } from "./save-file.ts";

/** Has the browser save an answer as a file. */
export function saveAnswer(options: AnswerFileOptions): void {
  saveFile(answerFile(options));
}
