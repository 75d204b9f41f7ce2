// The page's wiring of its runs. Imported when the page is hydrated.
import type { TaskSessions } from "@pilotlight/ui";
import type { KeptAnswers } from "./kept-answers.ts";
import { KeptRuns } from "./kept-runs.ts";
import { isSavingData } from "./offline/device-mood.ts";
import { PageRunner } from "./page-runner.ts";

interface PageParts {
  readonly appUrl: () => string;
  readonly answers: KeptAnswers;
  readonly sessions: () => TaskSessions;
}

/** What runs the tasks of this page. */
export function makePageRunner({ appUrl, answers, sessions }: PageParts): PageRunner {
  return new PageRunner({
    appUrl,
    keptRuns: new KeptRuns(() => sessionStorage),
    onRun: () => {
      answers.prepare();
    },
    onAnswer: (answer) => void answers.add(answer),
    largeModelState: () => sessions().largeModel?.availability ?? null,
    savesData: isSavingData,
  });
}
