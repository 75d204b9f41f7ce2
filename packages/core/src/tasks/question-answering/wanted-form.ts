// What an answer has to look like, as far as the question tells: an address, a number, a time, a name.

/** The form of answer that a question asks for. */
export interface WantedForm {
  /** The words of the question that ask for this form: they say nothing of whose it is. */
  readonly asks: RegExp;
  readonly kind: "email" | "phone" | "link" | "number" | "time" | "person";
  /** Finds whole answers of this form in a text; left out where only the reader knows where one ends. */
  readonly pattern?: RegExp;
  /** Whether a piece of the text has this form. */
  readonly accepts: (answer: string) => boolean;
}

// Parts are as long as the mail and name systems allow: without an end, a text of one long word would take
// time by its square.
const email = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu;
const link =
  /(?:https?:\/\/|www\.)[^\s<>"')\]]+[^\s<>"')\].,;:!?]|\b[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,8}\.(?:com|org|net|edu|gov|io|info|eu|de|uk|fr|es|it|nl|ch|at|us|ca|au|example|test)(?:\/[^\s<>"')\]]*[^\s<>"')\].,;:!?])?/giu;
/** Finds telephone numbers; a group of one digit only in a number that begins with the code of a country, or in brackets. */
export const phone =
  /(?<![\p{L}\p{N}.,$€£])(?:\+\(?\d{1,4}\)?(?:[ ./-]?\(?\d{1,5}\)?){1,6}|\(?\d{1,4}\)?(?:[ ./-]?\(?\d{2,5}\)?){1,5})(?![\p{L}\p{N}])/gu;
const numberWord =
  /\d|\b(?:zero|no|none|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|quarter|third|once|twice|several|few|many|free|majority|percent)\b/iu;
const timeWord =
  /\d|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tue|wed|thu|fri|sat|sun|today|tomorrow|yesterday|noon|midnight|morning|afternoon|evening|night|dawn|dusk|spring|summer|autumn|fall|winter|week|month|year|century|decade|easter|christmas|before|after|during|when|while|until|since|early|late|weekend|daily)\b/iu;

const forms: readonly (readonly [RegExp, Omit<WantedForm, "asks">])[] = [
  [
    /\be-?mail\b/iu,
    { kind: "email", pattern: email, accepts: (answer) => hasMatch(email, answer) },
  ],
  [
    /\b(?:web ?site|web ?page|url|web address|link|homepage)\b/iu,
    { kind: "link", pattern: link, accepts: (answer) => hasMatch(link, answer) },
  ],
  [
    /\b(?:(?:tele)?phone|mobile|fax|hotline)(?: number)?\b|\bnumber\b.*\bcall\b|\bcall\b.*\bnumber\b/iu,
    {
      kind: "phone",
      pattern: phone,
      accepts: (answer) => (answer.match(/\d/gu)?.length ?? 0) >= 5,
    },
  ],
  [
    /\bhow (?:many|much|old|far|tall|high|deep|wide|big|large|heavy|fast|often)\b|\bwhat (?:is the )?(?:percent\w*|price|amount|cost|total|number|size|age|population|distance|fee)\b/iu,
    { kind: "number", accepts: (answer) => numberWord.test(answer) },
  ],
  [
    /\bwhen\b|\b(?:what|which) (?:time|date|day|month|year|century|decade)\b|\bhow long\b/iu,
    { kind: "time", accepts: (answer) => timeWord.test(answer) },
  ],
  [/\bwho(?:m|se)?\b/iu, { kind: "person", accepts: (answer) => /\p{Lu}/u.test(answer) }],
];

/** The form that the answer to a question has; undefined when the question does not tell. */
export function wantedForm(question: string): WantedForm | undefined {
  const form = forms.find(([asks]) => asks.test(question));
  return form && { asks: form[0], ...form[1] };
}

function hasMatch(pattern: RegExp, text: string): boolean {
  return text.search(pattern) >= 0;
}
