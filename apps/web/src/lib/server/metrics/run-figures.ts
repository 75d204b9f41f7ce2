// What runs are, how long they take, and how the answers are. Tasks, backends, codes and verdicts are
// closed lists: no label has a value that a caller makes up.
import { type RunInfo, fromWireError } from "@pilotlight/core";
import {
  answerVerdict,
  answerVerdicts,
  charactersOf,
  type EndedRun,
  firstForeign,
  type RunObserver,
} from "@pilotlight/core/server";
import type { Figures } from "./figures.ts";
import type { ServiceParts } from "./service-figures.ts";

type RunEnd = Extract<EndedRun["end"], { type: "run-end" }>;

const scoreBounds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.8, 0.9, 0.95, 0.99, 1];
const characterBounds = [100, 300, 1_000, 3_000, 8_000, 30_000, 100_000, 300_000, 1_000_000];

interface RunFiguresOptions extends Pick<ServiceParts, "taskIds" | "backends"> {
  /** Hears of what should not happen, for the log. */
  readonly onFault: (error: unknown) => void;
}

/** Counts runs and their answers. */
export class RunFigures implements RunObserver {
  readonly #figures: ReturnType<typeof makeFigures>;
  readonly #onFault: (error: unknown) => void;

  constructor(figures: Figures, { taskIds, backends, onFault }: RunFiguresOptions) {
    this.#figures = makeFigures(figures);
    this.#onFault = onFault;
    for (const task of taskIds) {
      for (const { id: backend } of backends) this.#beginAtZero({ task, backend });
    }
  }

  ended(run: EndedRun): void {
    const { task, end, input, backend } = run;
    const { runs, characters } = this.#figures;
    characters.observe({ task: task.id }, charactersOf(input));
    this.#countLanguage(run);
    if (end.type === "run-end") {
      this.#countAnswer(run, end);
      return;
    }
    const { code } = fromWireError(end.error);
    runs.inc({ task: task.id, backend: backend ?? "none", outcome: code, cached: "false" });
  }

  refused({ id }: EndedRun["task"], code: Parameters<RunObserver["refused"]>[1]): void {
    this.#figures.refused.inc({ task: id, code });
  }

  /** Counts what a person thinks of an answer. */
  judged(task: string, verdict: "good" | "bad", isPreferred: boolean): void {
    this.#figures.feedback.inc({ task, verdict, preferred: String(isPreferred) });
  }

  /** What may come is there from the start: a share of it is 0 then, and its first time is seen as growth. */
  #beginAtZero(by: { readonly task: string; readonly backend: string }): void {
    const { runs, answers } = this.#figures;
    for (const cached of ["true", "false"]) runs.inc({ ...by, outcome: "answered", cached }, 0);
    for (const verdict of answerVerdicts(by.task)) answers.inc({ ...by, verdict }, 0);
  }

  #countAnswer({ task, firstDeltaMs }: EndedRun, { output, run }: RunEnd): void {
    const { runs, waiting, computing, firstDelta, notices, answers, scores } = this.#figures;
    const by = { task: task.id, backend: run.backend };
    runs.inc({ ...by, outcome: "answered", cached: String(run.cached) });
    waiting.observe(by, run.queueMs / 1000);
    if (!run.cached) computing.observe(by, run.computeMs / 1000);
    if (firstDeltaMs !== null) firstDelta.observe(by, firstDeltaMs / 1000);
    if (run.noticeFacts.some(({ code }) => code === "words")) notices.inc(by);
    this.#countFallback(task.id, run);
    const answer = answerVerdict(task.id, output);
    if (!answer) return;
    answers.inc({ ...by, verdict: answer.verdict });
    if (answer.score !== null) scores.observe(by, answer.score);
  }

  #countFallback(task: string, { reasonFacts }: RunInfo): void {
    if (reasonFacts.code !== "unavailable" && reasonFacts.code !== "failed") return;
    const why = reasonFacts.code === "failed" ? reasonFacts.error.code : reasonFacts.why.code;
    this.#figures.fallbacks.inc({ task, instead_of: reasonFacts.backend, why });
  }

  #countLanguage({ task, input }: EndedRun): void {
    const texts = Object.values(input).filter((value) => typeof value === "string");
    firstForeign(texts)
      .then((language) => {
        this.#figures.languages.inc({ task: task.id, language: language ?? "English" });
      })
      .catch(this.#onFault);
  }
}

function makeFigures(figures: Figures) {
  const by = ["task", "backend"] as const;
  return {
    runs: figures.counter({
      name: "runs_total",
      help: "Inputs that came to their end, each of a batch by itself; outcome is answered or an error's code",
      labels: [...by, "outcome", "cached"],
    }),
    refused: figures.counter({
      name: "refused_runs_total",
      help: "Runs and batches that were not let in, by the error's code",
      labels: ["task", "code"],
    }),
    waiting: figures.seconds({
      name: "run_waiting_seconds",
      help: "Time of an answered input that was not computing",
      labels: by,
    }),
    firstDelta: figures.seconds({
      name: "run_first_delta_seconds",
      help: "Time to the first piece of a text that is shown as it is written",
      labels: by,
    }),
    computing: figures.seconds({
      name: "run_computing_seconds",
      help: "Time of computing, of answers that were computed",
      labels: by,
    }),
    fallbacks: figures.counter({
      name: "fallbacks_total",
      help: "Answers that came in place of another backend's; why is a state or an error's code",
      labels: ["task", "instead_of", "why"],
    }),
    answers: figures.counter({
      name: "answers_total",
      help: "Answers in one word, such as positive, unclear or not-found",
      labels: [...by, "verdict"],
    }),
    scores: figures.histogram({
      name: "answer_score",
      help: "Scores of answers that have one",
      labels: by,
      bounds: scoreBounds,
    }),
    notices: figures.counter({
      name: "answer_notices_total",
      help: "Answers with a remark of their model's, such as a language that it does not read",
      labels: by,
    }),
    characters: figures.histogram({
      name: "input_characters",
      help: "Characters of inputs",
      labels: ["task"],
      bounds: characterBounds,
    }),
    languages: figures.counter({
      name: "input_language_total",
      help: "Inputs by language; English is what is not surely another one",
      labels: ["task", "language"],
    }),
    feedback: figures.counter({
      name: "feedback_total",
      help: "What people think of answers; preferred are those over another answer",
      labels: ["task", "verdict", "preferred"],
    }),
  };
}
