// What a page that is looked at by nobody tells of its runs: its title, and word of their end.
import type { RunState } from "@pilotlight/core";
import { untrack } from "svelte";
import type { TaskSession } from "../sessions/task-session.svelte.ts";
import { progressPart } from "../status/words.ts";

/** A document as far as its title goes. */
type TitledPage = Pick<Document, "title" | "hidden" | "addEventListener" | "removeEventListener">;

interface FollowOptions {
  readonly sessions: readonly TaskSession[];
  readonly page: TitledPage;
  /** Told of each run that ended, with an answer or a failure, while the page was hidden. */
  readonly onHiddenEnd: (session: TaskSession) => void;
}

/** Puts the progress of runs before the page's title, and their end while it is hidden. @returns ends that */
export function followRuns({ sessions, page, onHiddenEnd }: FollowOptions): () => void {
  let told = "";
  const tell = (words: string) => {
    // Another page may have put its own title there meanwhile.
    const own = page.title.startsWith(told) ? page.title.slice(told.length) : page.title;
    told = words;
    if (words + own !== page.title) page.title = words + own;
  };
  const onShown = () => {
    if (!page.hidden && !sessions.some(({ run }) => run.busy)) tell("");
  };
  page.addEventListener("visibilitychange", onShown);
  const end = $effect.root(() => {
    for (const session of sessions) {
      let wasBusy = false;
      $effect(() => {
        const { state, busy } = session.run;
        untrack(() => {
          if (busy) tell(progressTitle(state));
          else if (wasBusy) tell(endTitle(state, page.hidden));
          const hasEnded = state.status === "done" || state.status === "failed";
          if (wasBusy && hasEnded && page.hidden) onHiddenEnd(session);
          wasBusy = busy;
        });
      });
    }
  });
  return () => {
    end();
    page.removeEventListener("visibilitychange", onShown);
  };
}

/** A run whose part is not known says nothing: most are over before the title is read. */
function progressTitle(state: RunState): string {
  const part = progressPart(state);
  return part === null ? "" : `${Math.floor(part * 100)} % · `;
}

function endTitle({ status }: RunState, isHidden: boolean): string {
  if (!isHidden) return "";
  return status === "done" ? "Done · " : status === "failed" ? "Failed · " : "";
}
