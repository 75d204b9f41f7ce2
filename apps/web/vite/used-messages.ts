import type { Plugin } from "vite";

const messageImport = /^import (\w+) from "@wuchale\/svelte\/runtime\.svelte"$/mu;

/**
 * Takes the import of the component for messages with elements in them out of components that have none:
 * the plugin of the catalogues writes it into each, and it would be loaded with the page.
 */
export function usedMessages(): Plugin {
  return {
    name: "pilotlight-used-messages",
    transform: {
      order: "pre",
      filter: { id: /\.svelte$/u },
      handler(code) {
        const [line, name] = messageImport.exec(code) ?? [];
        if (line === undefined || name === undefined) return undefined;
        const isUsed = code.split(name).length > 2;
        return isUsed ? undefined : { code: code.replace(line, ""), map: null };
      },
    },
  };
}
