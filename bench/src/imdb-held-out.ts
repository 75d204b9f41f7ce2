// The reviews of IMDB's training file that the first sentiment model was not trained on.
import { isJsonObject } from "@pilotlight/core";
import { random } from "@xenova/transformers";

/** A review with what its writer thought. */
export interface Review {
  readonly id: string;
  readonly text: string;
  readonly isPositive: boolean;
}

// Its recipe shuffled the file with Python's generator, seed 0, and held the first 4,000 out.
const heldOut = 4000;

/** The 4,000 held-out reviews of a train.jsonl, in the order of the recipe. */
export function heldOutReviews(jsonLines: string): Review[] {
  const lines = jsonLines.split("\n").filter((line) => line !== "");
  const places = [...lines.keys()];
  const generator = new random.Random(0);
  generator.shuffle(places);
  return places.slice(0, heldOut).map((place) => parseReview(lines[place] ?? "", place));
}

function parseReview(line: string, place: number): Review {
  const row: unknown = JSON.parse(line);
  if (!isJsonObject(row) || typeof row.text !== "string") {
    throw new Error(`Line ${String(place + 1)} of imdb/train.jsonl is not a review with a text.`);
  }
  const text = row.text.replaceAll("<br />", " ");
  return { id: String(place), text, isPositive: Number(row.label) === 1 };
}
