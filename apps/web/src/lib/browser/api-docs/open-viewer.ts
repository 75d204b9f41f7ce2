// Shows the API's description in Swagger UI, whose script and styles come from our own origin.
import { nameControls } from "./name-controls.ts";
import { parseViewer } from "./parse-viewer.ts";
import "./viewer.css";
import { viewerParts } from "./viewer-parts.ts";

interface ViewerOptions {
  readonly element: HTMLElement;
  /** Where the app lives, with a slash at its end. */
  readonly appUrl: string;
}

/**
 * Loads the viewer and resolves when the description is shown, with what ends its care for the element.
 * @throws Error when a file does not come
 */
export async function openViewer({ element, appUrl }: ViewerOptions): Promise<() => void> {
  const folder = new URL(__SWAGGER_PATH__, appUrl);
  const styles = document.createElement("link");
  styles.rel = "stylesheet";
  styles.href = new URL("swagger-ui.css", folder).href;
  const script = document.createElement("script");
  script.src = new URL("swagger-ui-bundle.js", folder).href;
  const description = new URL("openapi.json", appUrl).href;
  await Promise.all([loaded(styles), loaded(script), isThere(description)]);
  const { promise, resolve } = Promise.withResolvers<null>();
  parseViewer(globalThis)({
    domNode: element,
    url: description,
    plugins: viewerParts,
    layout: "PlainLayout",
    validatorUrl: null,
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    onComplete: () => {
      resolve(null);
    },
  });
  await promise;
  return nameControls(element);
}

/** The viewer waits for ever for a description that does not come. */
async function isThere(url: string): Promise<void> {
  const { ok, status } = await fetch(url, { method: "HEAD" });
  if (!ok) throw new Error(`The description of the API was answered with ${status}.`);
}

/** Adds an element that loads a file, and resolves when it has. */
function loaded(element: HTMLLinkElement | HTMLScriptElement): Promise<null> {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", () => {
      resolve(null);
    });
    element.addEventListener("error", () => {
      element.remove();
      reject(new Error("A file of the viewer did not come."));
    });
    document.head.append(element);
  });
}
