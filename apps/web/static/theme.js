// What a page does before its own code is there; app.html says why.
try {
  const root = document.documentElement;
  const theme = localStorage.getItem("pilotlight:theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const split = Number(localStorage.getItem("pilotlight:split"));
  if (split > 0 && split < 100) root.style.setProperty("--split", `${split}%`);
} catch {
  // Storage is blocked.
}
{
  globalThis.pilotlightLanguage = () => {
    const wanted = navigator.languages.map((tag) => tag.split("-")[0]);
    try {
      wanted.unshift(localStorage.getItem("pilotlight:language"));
    } catch {
      // Storage is blocked.
    }
    return wanted.find((one) => /^(?:de|en|es)$/.test(one)) ?? "en";
  };
  const root = document.documentElement;
  root.lang = globalThis.pilotlightLanguage();
  if (root.lang !== "en") root.dataset.language = "";
}
{
  const early = [];
  const keep = ({ target }) => {
    const control = target instanceof Element && target.closest("button, input, select");
    if (!control) return;
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
