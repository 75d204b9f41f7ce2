// A notice of the system when a run ended that nobody was looking at; by consent alone.
import type { AnyTask } from "@pilotlight/core";
import { withStorage } from "./preferences.ts";

/** What of a browser makes notices. */
export interface NoticeMaker {
  readonly permission: NotificationPermission;
  readonly ask: () => Promise<NotificationPermission>;
  readonly show: (title: string, body: string, tag: string) => void;
}

interface NoticesOptions {
  /** Null where the browser has no notices. */
  readonly maker: NoticeMaker | null;
  /** May throw where storage is blocked. */
  readonly storage: () => Storage;
}

const key = "pilotlight:notices";

/** The person's consent to notices, kept in this browser, and the notices themselves. */
export class RunNotices {
  readonly #options: NoticesOptions;

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** Why there can be none, in words for the person; null when there can. */
  get hindrance(): string | null {
    const { maker } = this.#options;
    if (!maker) return "This browser has no notifications.";
    return maker.permission === "denied"
      ? "This browser blocks notifications of this site. Allow them in its settings for this site."
      : null;
  }

  /** True when the person asked for notices and the browser lets them through. */
  get isOn(): boolean {
    const { maker } = this.#options;
    return (
      maker?.permission === "granted" && this.#withStorage((kept) => kept.getItem(key)) === "on"
    );
  }

  /** Switches notices on or off; asks the browser for its leave, so it is called on a click alone. */
  async switch(isOn: boolean): Promise<void> {
    if (!isOn) {
      this.#withStorage((kept) => {
        kept.removeItem(key);
      });
      return;
    }
    const { maker } = this.#options;
    const permission = maker?.permission === "default" ? await maker.ask() : maker?.permission;
    if (permission !== "granted") return;
    this.#withStorage((kept) => {
      kept.setItem(key, "on");
    });
  }

  /** Tells of a run's end, if the person wants that. Names the task alone: others may see the screen. */
  tell({ id, title }: AnyTask, status: string): void {
    if (!this.isOn) return;
    const body = status === "failed" ? "The run failed; the page says why." : "The answer is here.";
    this.#options.maker?.show(title, body, `pilotlight-${id}`);
  }

  #withStorage<Result>(use: (storage: Storage) => Result): Result | undefined {
    return withStorage(use, this.#options.storage);
  }
}

/** The notices of this browser. */
export const runNotices = new RunNotices({
  maker: makerOf(globalThis),
  storage: () => localStorage,
});

function makerOf(scope: object): NoticeMaker | null {
  // @wc-ignore
  if (!("Notification" in scope)) return null;
  return {
    get permission() {
      return Notification.permission;
    },
    ask: () => Notification.requestPermission(),
    show: (title, body, tag) => {
      try {
        const notice = new Notification(title, { body, tag });
        notice.addEventListener("click", () => {
          globalThis.focus();
          notice.close();
        });
      } catch (error) {
        // Browsers of phones take them from a service worker alone.
        if (!(error instanceof TypeError)) throw error;
        void navigator.serviceWorker.ready.then((worker) =>
          worker.showNotification(title, { body, tag }),
        );
      }
    },
  };
}
