// Figures that are loaded while the server is at work already: what happens before is counted after.
import type { RunObserver } from "@pilotlight/core/server";
import type { FeedbackStore } from "@pilotlight/core/server";
import type { Metrics } from "./metrics.ts";
import { onPageAsked, onRequest } from "./metrics-channel.ts";

/** What the parts of a server tell their figures. */
export interface LateMetrics {
  readonly observer: RunObserver;
  readonly woken: () => void;
  readonly page: Metrics["page"];
  /** A store of feedback that counts what it keeps. */
  counted(store: FeedbackStore): FeedbackStore;
}

/** Begins to load the figures, and to hear of requests and of who asks for the page. */
export function loadMetrics(
  load: () => Promise<Metrics>,
  onFault: (error: unknown) => void,
): LateMetrics {
  const loading = load();
  const tell = (act: (metrics: Metrics) => void) => {
    loading.then(act).catch(onFault);
  };
  const page = async () => (await loading).page();
  onRequest((request) => {
    tell((metrics) => {
      metrics.answered(request);
    });
  });
  onPageAsked(page);
  return {
    observer: {
      ended: (run) => {
        tell(({ runs }) => {
          runs.ended(run);
        });
      },
      refused: (task, code) => {
        tell(({ runs }) => {
          runs.refused(task, code);
        });
      },
    },
    woken: () => {
      tell((metrics) => {
        metrics.woken();
      });
    },
    page,
    counted: (store) => ({
      add: async (feedback, caller) => {
        await store.add(feedback, caller);
        tell((metrics) => {
          metrics.judged(feedback);
        });
      },
    }),
  };
}
