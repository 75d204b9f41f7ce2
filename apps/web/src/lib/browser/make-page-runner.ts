// The page's wiring of its runs. Imported when the page is hydrated.
import { tasks } from "@pilotlight/core";
import type { TaskSessions } from "@pilotlight/ui";
import { followRuns, runTimeOf, runTimes } from "@pilotlight/ui/long-runs";
import { recordedCalls } from "@pilotlight/ui/recording";
import { KeptRuns } from "./kept-runs.ts";
import { isSavingData } from "./offline/device-mood.ts";
import { pageAnswers } from "./page-parts.ts";
import { PageRunner } from "./page-runner.ts";
import { runNotices } from "./run-notices.ts";

interface PageParts {
  readonly appUrl: () => string;
  readonly sessions: () => TaskSessions;
}

/** What runs the tasks of this page. */
export function makePageRunner({ appUrl, sessions }: PageParts): PageRunner {
  // Where it cannot be loaded, answers come without it.
  import("./page-feedback.ts").then(
    ({ openFeedback }) => {
      openFeedback({ answers: pageAnswers, appUrl, hasServer: __HAS_SERVER__ });
    },
    () => undefined,
  );
  runTimes.earlier = async () => {
    const history = await pageAnswers.history();
    await history.load();
    return history.entries.toReversed().flatMap(({ taskId, input, run }) => {
      return runTimeOf({ task: { id: taskId }, input, run }) ?? [];
    });
  };
  followRuns({
    sessions: tasks.map((task) => sessions().of(task)),
    page: document,
    onHiddenEnd: ({ task, run }) => {
      runNotices.tell(task, run.state.status);
    },
  });
  return new PageRunner({
    appUrl,
    keptRuns: new KeptRuns(() => sessionStorage),
    onRun: ({ task, input, choice }) => {
      pageAnswers.prepare();
      recordedCalls.add({ taskId: task.id, title: task.title, input, choice });
    },
    onAnswer: (answer) => {
      void pageAnswers.add(answer);
      const time = runTimeOf(answer);
      if (time) runTimes.add(time);
    },
    largeModelState: () => sessions().largeModel?.availability ?? null,
    savesData: isSavingData,
  });
}
