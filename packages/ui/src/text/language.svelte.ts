// The language that the page is in: for numbers and dates, and for what has no words of its own there.

/** The page's language as a BCP 47 tag; the page sets it, together with the words that it shows. */
export const language = $state({ current: "en" });

/** A number as the page writes it, with so many decimals. */
export function decimal(value: number, decimals = 0): string {
  // The browser's first number by locale takes it tens of milliseconds, which a page that is coming alive has not;
  // in a whole number below a thousand there is nothing for a locale to put.
  if (decimals === 0 && Math.abs(value) < 999.5) return String(Math.round(value));
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return value.toLocaleString(language.current, digits);
}
