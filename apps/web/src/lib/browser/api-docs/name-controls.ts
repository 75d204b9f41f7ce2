// What the viewer leaves unsaid for those who do not see it: names of its controls, and parts that scroll.

type Attributes = Readonly<Record<string, string>>;

const missing: Readonly<Record<string, Attributes>> = {
  "select#servers": { "aria-label": "Server" },
  "select.examples-select-element": { "aria-label": "Example" },
  "select.content-type": { "aria-label": "Media type" },
  "select:not([id], .examples-select-element, .content-type)": { "aria-label": "Value" },
  "textarea.body-param__text": { "aria-label": "Request body" },
  ".parameters input": { "aria-label": "Value of the parameter" },
  ".auth-container input": { "aria-label": "Key" },
  pre: { tabindex: "0" },
};

/** Names the controls of an element, now and whenever it changes. @returns ends that */
export function nameControls(element: Element): () => void {
  const name = () => {
    for (const [selector, attributes] of Object.entries(missing)) {
      for (const found of element.querySelectorAll(selector)) addMissing(found, attributes);
    }
  };
  name();
  const observer = new MutationObserver(name);
  observer.observe(element, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
  };
}

function addMissing(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!element.hasAttribute(name)) element.setAttribute(name, value);
  }
}
