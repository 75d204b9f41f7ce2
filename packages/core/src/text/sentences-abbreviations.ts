// English abbreviations whose full stop does not, or may not, end a sentence.

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

// Never the end of a sentence: a name or a phrase follows.
const neverLast = words(
  "adm amb atty brig capt cmdr col cpl cpt det dr drs fr gen gov hon insp lt maj mlle mme mmes mr mrs ms msgr " +
    "mt mts pfc pres prof profs pvt rep reps rev rt sen sens sgt spc st ste sta supt e.g i.e viz v vs approx cf " +
    "ft tel fax mob ext ref attn nr resp incl excl rec'd c.f",
);
// Not the end when a number follows.
const beforeNumber = words(
  "no nos p pp fig figs vol vols ch chap sec sect art eq para par pt pts jan feb mar apr jun jul aug sep sept " +
    "oct nov dec ca c ver rev r ex q s § op cat",
);
// Not the end unless the next word is one that often starts a sentence.
const seldomLast = words(
  "inc corp co cos ltd plc bros llc llp gmbh dept univ assn jr sr ph.d m.d b.a m.a b.sc m.sc ll.b ll.m d.d.s m.b.a " +
    "esq ave blvd rd hwy sq est al min max messrs avg temp govt intl natl misc",
);
// Measures: the stop belongs to them after a number, unless a sentence begins.
const measures = words(
  "lb lbs oz in ins ft yd yds mi pt pts qt qts gal gals tsp tsps tbsp tbsps cm mm km kg mg g l ml hr hrs min mins " +
    "sec secs mph rpm sq cu doz ea pkg pc pcs wk wks mo mos yr yrs",
);
const startsSentence = words(
  "a about after all also although an and another as at because before but by despite during each " +
    "earlier even every few finally first for from get give he her here his how however i if in instead " +
    "it its just last later like many may meanwhile more most much my nearly neither no nor not nothing " +
    "now of on once one only or other others our over people perhaps please she since so some still such " +
    "that the their then there these they this those though through thus to today too two under unless " +
    "until we well what when where whether which while who why will with without yes yet you your add put mix " +
    "take use turn let stir remove open close",
);
const dayOrZone =
  /^(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|^(?:[ECMP][SD]?T|GMT|UTC|BST|CET|local time)\b/i;
const initials = /^(?:\p{Lu}\.)+$/u;
const endsNumber = /(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|few)) ?$/iu;
// "Step 1." and the like, at the begin of what is named so.
const numberedName =
  /^[("“]?(?:step|chapter|section|part|no|nr|rule|item|level|phase|task|lesson|article|appendix|exhibit|question|problem|option|tip|day|week|stage|figure|table|fig|round|point|note|act|scene|exercise|question|example|method|module|unit|verse|line|page|room|gate|platform|track|class|grade|season|episode|volume|book|clause|annex|schedule|form|case|plan|zone)\s+(?:\d{1,4}[a-z]?|[IVXLC]{1,6}|[A-Z])\.$/iu;
// Names that end in a mark of their own.
const markedName =
  /(?:^|[\s("“])(?:Yahoo|Jeopardy|Guess|Chips Ahoy|Oklahoma|Oliver|Mamma Mia|Wham|Panic|Moulin Rouge|Airplane|Jeb|Yum|Joomla|Bang|E|Which|Hello|OK|Ask|Go)[!?]$/u;
const companyForm =
  /^(?:Inc|Corp|Co|Ltd|LLC|plc|GmbH|Group|Mail|News|Finance|Answers|Sports|Japan|Brands|Messenger|Search)\b/u;

/** Whether the full stop of a word belongs to the word, given the text before that word and after the stop. */
export function isAbbreviation(wordWithStop: string, after: string, before = ""): boolean {
  const word = wordWithStop.slice(0, -1).toLowerCase();
  if (measures.has(word) && endsNumber.test(before)) return !startsLikeSentence(after);
  if (neverLast.has(word)) return true;
  if (/^\d/.test(after)) return beforeNumber.has(word) || seldomLast.has(word);
  if (word === "a.m" || word === "p.m") return dayOrZone.test(after);
  if (wordWithStop === "I.") return false;
  if (!seldomLast.has(word) && !initials.test(wordWithStop)) return false;
  const next = /^[\p{L}\p{M}]+/u.exec(after)?.[0];
  return next !== undefined && !startsSentence.has(next.toLowerCase());
}

/** Whether what stands before a boundary only numbers what comes, as "Step 1." does. */
export function isNumberedName(before: string): boolean {
  return before.length <= 24 && numberedName.test(before);
}

/** Whether a mark before a boundary belongs to a name, as in "Yahoo! Inc.", given the text after it. */
export function isMarkedName(before: string, after: string): boolean {
  if (!/[!?]$/u.test(before)) return false;
  if (companyForm.test(after)) return true;
  return markedName.test(before.slice(-24)) && !startsLikeSentence(after);
}

function startsLikeSentence(after: string): boolean {
  const next = /^["“‘(]?(\p{Lu}[\p{L}\p{M}]*)/u.exec(after)?.[1];
  return next !== undefined && startsSentence.has(next.toLowerCase());
}
