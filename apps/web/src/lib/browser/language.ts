// The language that the page is shown in. Which one it is, `static/theme.js` says before anything is painted.
export { pageTasks, showLanguage } from "../../locales/page.loader.svelte.ts";
