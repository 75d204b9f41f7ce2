// What a page does before its own code is there: it sets theme, language and the width of the panes before
// anything is painted, and keeps the clicks of a person who is faster than the line.
try {
  const root = document.documentElement;
  const theme = localStorage.getItem("pilotlight:theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const split = Number(localStorage.getItem("pilotlight:split"));
  if (split > 0 && split < 100) root.style.setProperty("--split", `${split}%`);
} catch {
  // Storage is blocked: the system's theme and the usual width it is.
}
{
  // A chosen language, else the first of the browser's that there are words in.
  globalThis.pilotlightLanguage = () => {
    const wanted = navigator.languages.map((tag) => tag.split("-")[0]);
    try {
      wanted.unshift(localStorage.getItem("pilotlight:language"));
    } catch {
      // It is the browser's.
    }
    return wanted.find((one) => /^(?:de|en|es)$/.test(one)) ?? "en";
  };
  const root = document.documentElement;
  root.lang = globalThis.pilotlightLanguage();
  // Styles hide the English page until it is put into another language.
  if (root.lang !== "en") root.dataset.language = "";
}
{
  const early = [];
  const keep = ({ target }) => {
    const control = target instanceof Element && target.closest("button, input, select");
    if (!control) return;
    // What a person chose is kept with it: the page's code may set its own value over it.
    early.push({ control, checked: control.checked, value: control.value });
  };
  addEventListener("click", keep, true);
  addEventListener("change", keep, true);
  globalThis.pilotlightEarly = () => {
    removeEventListener("click", keep, true);
    removeEventListener("change", keep, true);
    return early.splice(0);
  };
}
