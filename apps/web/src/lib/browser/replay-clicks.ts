// The clicks of a person who was faster than the page's code, which `static/theme.js` keeps.

/** A control that was clicked or changed before the page was alive, with what it held then. */
interface EarlyClick {
  readonly control: Element;
  readonly checked?: boolean;
  readonly value?: string;
}

declare global {
  // Set by `static/theme.js`: ends the keeping, and gives what was kept.
  var pilotlightLanguage: () => string;
  var pilotlightEarly: (() => readonly EarlyClick[]) | undefined;
}

/** Does what was clicked before the page was alive, in order, once for each control. */
export function replayClicks(early: readonly EarlyClick[]): void {
  const last = new Map(early.map((click) => [click.control, click]));
  for (const { control, checked, value } of last.values()) {
    if (!control.isConnected) continue;
    if (control instanceof HTMLButtonElement) control.click();
    else if (control instanceof HTMLSelectElement) {
      control.value = value ?? control.value;
      change(control);
    } else if (control instanceof HTMLInputElement && /checkbox|radio/u.test(control.type)) {
      if (checked !== undefined && control.checked !== checked) control.click();
      else change(control);
    }
  }
}

function change(control: Element): void {
  control.dispatchEvent(new Event("change", { bubbles: true }));
}
