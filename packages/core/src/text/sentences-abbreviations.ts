// English abbreviations whose full stop does not, or may not, end a sentence.

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

// Never the end of a sentence: a name or a phrase follows.
const neverLast = words(
  "adm amb atty brig capt cmdr col cpl cpt det dr fr gen gov hon insp lt maj mme mr mrs ms msgr mt " +
    "pfc pres prof pvt rep reps rev rt sen sens sgt spc st ste supt e.g i.e viz vs approx cf",
);
// Not the end when a number follows.
const beforeNumber = words(
  "no nos p pp fig figs vol ch sec art eq para jan feb mar apr jun jul aug sep sept oct nov dec ca",
);
// Not the end unless the next word is one that often starts a sentence.
const seldomLast = words(
  "inc corp co cos ltd plc bros llc gmbh dept univ assn jr sr ph.d m.d b.a m.a ave blvd rd sq est al " +
    "min max messrs",
);
const startsSentence = words(
  "a about after all also although an and another as at because before but by despite during each " +
    "earlier even every few finally first for from get give he her here his how however i if in instead " +
    "it its just last later like many may meanwhile more most much my nearly neither no nor not nothing " +
    "now of on once one only or other others our over people perhaps please she since so some still such " +
    "that the their then there these they this those though through thus to today too two under unless " +
    "until we well what when where whether which while who why will with without yes yet you your",
);
const dayOrZone =
  /^(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|^(?:[ECMP][SD]?T|GMT|UTC|BST|CET|local time)\b/i;
const initials = /^(?:\p{Lu}\.)+$/u;

/** Whether the full stop of a word belongs to the word, given the text that follows it. */
export function isAbbreviation(wordWithStop: string, after: string): boolean {
  const word = wordWithStop.slice(0, -1).toLowerCase();
  if (neverLast.has(word)) return true;
  if (/^\d/.test(after)) return beforeNumber.has(word) || seldomLast.has(word);
  if (word === "a.m" || word === "p.m") return dayOrZone.test(after);
  if (wordWithStop === "I.") return false;
  if (!seldomLast.has(word) && !initials.test(wordWithStop)) return false;
  const next = /^[\p{L}\p{M}]+/u.exec(after)?.[0];
  return next !== undefined && !startsSentence.has(next.toLowerCase());
}
