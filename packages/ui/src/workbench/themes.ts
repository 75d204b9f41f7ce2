/** What the page can look like: the system's own theme, or one of ours whatever the system says. */
export type Theme = "system" | "light" | "dark";

/** The themes that there are, in order. */
export const themes: readonly { readonly value: Theme; readonly label: string }[] = [
  {
    value: "system",
    get label() {
      return "System";
    },
  },
  {
    value: "light",
    get label() {
      return "Light";
    },
  },
  {
    value: "dark",
    get label() {
      return "Dark";
    },
  },
];
