// Texts of our own for the page's tests.

/** A short article with dates and names to ask for. */
export const article = `The lighthouse on Fastnet Rock stands about thirteen kilometres off the coast of County Cork. A first tower of cast iron was lit in 1854, but it proved too weak for the storms of the Atlantic. In 1897 work began on a second tower, built of dovetailed blocks of granite. Its foreman, James Kavanagh, lived on the rock for months at a time and set every stone himself. He fell ill in June 1903 and died before the light was shown. The new light was lit on 27 June 1904.

Since 1989 the lamp has been worked automatically, and nobody lives on the rock any more. Sailors still call it Ireland's teardrop, because it was the last of the country that emigrants saw on their way to America.`;

/** A question that the article answers, and a piece of the answer. */
export const asked = { question: "When was the new light lit?", answer: "1904" };

/** A review that nobody can misread. */
export const praise =
  "This is a wonderful, moving film, and one of the best that I have ever seen. The actors are brilliant. I loved every minute of it.";

const filler = [
  "The committee met in the old hall and spoke for a long time about the budget for the roads.",
  "A light rain fell over the hills while the farmers brought in the last of the hay.",
  "Several members of the council asked for a report before the end of the year.",
  "The museum opened a new room with tools that fishermen used in former times.",
  "Trains between the two towns will run every hour from the beginning of next month.",
];

/** A text of about a million characters with the article in its middle. */
export function hugeText(length = 1_000_000): string {
  const half: string[] = [];
  for (let size = 0, index = 0; size < (length - article.length) / 2; index++) {
    const sentence = `${filler[index % filler.length]} (${index})${index % 7 === 6 ? "\n" : " "}`;
    half.push(sentence);
    size += sentence.length;
  }
  return `${half.join("")}\n${article}\n${half.join("")}`.slice(0, length);
}
