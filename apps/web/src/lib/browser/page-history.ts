// The page's wiring of its history. Imported with the first run, or when the history is opened.
import { HistoryStore, RunHistory } from "@pilotlight/ui/history";
import { isHistoryKept, keepHistory } from "./kept-settings.ts";

/** Opens the history of this browser; what is kept is read at its first use. */
export function openHistory(): RunHistory {
  const store = new HistoryStore();
  return new RunHistory({
    openStore: async () => store,
    isOn: isHistoryKept(),
    onSwitch: keepHistory,
  });
}
