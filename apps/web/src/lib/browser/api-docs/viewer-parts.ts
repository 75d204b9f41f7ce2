// What of the viewer is replaced by plainer parts.
import type { ViewerPlugin } from "./parse-viewer.ts";

/**
 * Shows descriptions as text with `code` in it. The viewer's own component turns Markdown into markup and
 * writes that into the page, which trusted types refuse; our descriptions have no more of Markdown than this.
 */
const plainTexts: ViewerPlugin = ({ React: { createElement } }) => ({
  components: {
    Markdown: ({ source }) => {
      if (typeof source !== "string" || source === "") return null;
      const parts = source
        .split("`")
        .map((part, index) => (index % 2 === 1 ? createElement("code", null, part) : part));
      const text = createElement("p", null, ...parts);
      return createElement("div", { className: "markdown" }, text);
    },
  },
});

/** Shows the name of what a button opens without a link inside that button. */
const plainNames: ViewerPlugin = ({ React: { createElement } }) => ({
  components: { DeepLink: ({ text }) => createElement("span", null, text) },
});

/**
 * The viewer's layout without what the page has around it: a second main part, a first heading, and a warning
 * that the schemas name their dialect, which they do as OpenAPI 3.1 has it.
 */
const plainLayout: ViewerPlugin = ({ React: { createElement }, getComponent }) => ({
  components: {
    PlainLayout: () => {
      const part = (name: string) => createElement(getComponent(name, true), null);
      return createElement(
        "div",
        { className: "swagger-ui" },
        createElement(getComponent("SvgAssets"), null),
        ...["errors", "SchemesContainer", "operations", "Models"].map(part),
      );
    },
  },
});

/** Every change of the viewer's parts. */
export const viewerParts: readonly ViewerPlugin[] = [plainTexts, plainNames, plainLayout];
