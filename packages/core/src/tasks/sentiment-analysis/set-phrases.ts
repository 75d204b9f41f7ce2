// What people say with words that a small model takes one by one: idioms, greetings, shrugs.
import type { OpinionSigns } from "./opinion-signs.ts";

const clear = 2.8;

// Our own list, of phrases that mean the same nearly everywhere. One that a film review uses in another sense stays out.
const praise = [
  String.raw`(?:can(?:['’]?t|not| not)|could(?:n['’]?t| not)) (?:say|speak) (?:enough good|highly enough|too highly)[a-z ]{0,20}`,
  String.raw`can(?:['’]?t|not| not) (?:go wrong|fault|beat)`,
  String.raw`could(?:n['’]?t| not)(?: possibly)? (?:be|have been)(?: any| much)? (?:happier|better|nicer|easier|kinder|friendlier|simpler|smoother|more (?:pleased|satisfied|helpful|impressed|delighted|comfortable))`,
  String.raw`could(?:n['’]?t| not) (?:ask|wish|hope) for (?:more|better|anything)`,
  String.raw`no (?:complaints?|regrets|problems?|issues)(?: (?:at all|whatsoever|so far|here))?(?=\s*(?:[.,!;)]|$))`,
  String.raw`(?:nothing to complain about|zero regrets)`,
  String.raw`never (?:disappoint(?:s|ed)?|lets? (?:me|us|you) down|fails? to (?:impress|deliver|please|delight|amaze|entertain|make (?:me|us) (?:smile|laugh)))`,
  String.raw`(?:does not|doesn['’]?t|did not|didn['’]?t|won['’]?t|will not) disappoint`,
  String.raw`(?:shut up and )?take my money`,
  String.raw`worth (?:every|each) (?:penny|cent|dollar|pound|minute|second)`,
  String.raw`(?:exceed(?:s|ed)?|surpass(?:es|ed)?) (?:all )?(?:my|our|all|any|every)? ?expectations?`,
  String.raw`(?:second to none|head and shoulders above|cream of the crop|out of this world|chef['’]?s kiss|top[- ]notch|game[- ]changer|a breath of fresh air|the cat['’]?s (?:pyjamas|pajamas|whiskers)|the bee['’]?s knees|best thing since sliced bread)`,
  String.raw`(?:a )?must[- ](?:see|read|buy|have|try|visit|watch)(?=\s*(?:[.,!;)]|$|for ))`,
  String.raw`(?:bl(?:ew|own) (?:me|us) away|knocked (?:my|our) socks off|made my (?:day|week|year)|over the moon|hits? the spot|two thumbs up|thumbs up)`,
  String.raw`(?:tick(?:s|ed)? all (?:the|my|our) boxes|check(?:s|ed)? (?:all|every) (?:the |my |our )?box(?:es)?|does (?:exactly |just )?what it says on the (?:tin|box))`,
  String.raw`(?:work(?:s|ed)? like (?:a charm|a dream|magic)|bang for (?:the|your|my) buck|hits different|go(?:es)? (?:so )?hard(?=\s*(?:[.,!;)]|$))|sick (?:beat|beats|tune|track|moves))`,
  String.raw`(?:thought|expected|ready|prepared|sure)(?: (?:i|we)(?:['’]d| would))?(?: to)? (?:hate|dislike|regret) (?:it|this|that)[a-z ,]{0,12}\b(?:but|yet)\b[a-z ]{0,16}(?:wrong|lov\w+|surprised)`,
];
const blame = [
  String.raw`avoid(?: (?:it|them|this|these|this place|that place|this one))? (?:like the plague|at all costs?)`,
  String.raw`(?:would|do|wouldn['’]?t|don['’]?t)(?: not)? (?:touch|go near) (?:it|this|that|them) with`,
  String.raw`(?:you|they|he|she) had one job`,
  String.raw`could(?:n['’]?t| not)(?: possibly)? (?:be|get|have been)(?: any| much)? (?:worse|slower|ruder|uglier|more (?:disappointed|disappointing|annoyed|frustrated|boring|useless)|less (?:interested|interesting|helpful|impressed|bothered))`,
  String.raw`never fails? to (?:disappoint|annoy|frustrate|irritate|bore|infuriate|let (?:me|us|you) down)`,
  String.raw`(?:leaves?|left) (?:a lot|much|a great deal|something|everything) to be desired`,
  String.raw`(?:save your money|stay (?:far |well )?away(?: from)?(?=\s*(?:[.,!;)]|$|this|here|them))|steer clear(?: of)?|don['’]?t bother|not worth (?:the|a|my|your|our) \w+|rip[- ]?off|daylight robbery|what a joke)`,
  String.raw`(?:the last straw|fed up|sick (?:and tired )?of (?!the\b)|a slap in the face|a kick in the teeth|nothing to write home about|not (?:my|our) cup of tea|not all it['’]?s cracked up to be)`,
  String.raw`(?:drop(?:s|ped)? the ball|money pit|kiss of death|two thumbs down|thumbs down|hot mess|dumpster fire|train ?wreck|pain in the (?:neck|backside|ass|arse|butt)|rub(?:s|bed) (?:me|us) (?:up )?the wrong way|makes? my blood boil|at the end of my (?:tether|rope))`,
  String.raw`if only (?:it|they|this) (?:worked|fit|fitted|lasted|listened|cared)`,
  String.raw`(?:used to|once) (?:love|like|adore|enjoy|be)\b[^.!?]{0,40}\b(?:but|now) (?:it['’]?s|it is|they['’]?re|they are)(?: (?:just|only|such))? (?:a |an )?(?:dump|mess|joke|shadow|awful|terrible|horrible|ruined|gone)`,
  String.raw`tested positive for (?:covid(?:[- ]?19)?|corona(?:virus)?|hiv|flu|influenza|malaria|hepatitis|tuberculosis|doping|drugs|steroids)`,
];
// Said for neither side; beside other words these only damp them.
const shrugs = [
  String.raw`(?:it(?:['’]s|s| is| was)|was|is) (?:fine|ok|okay|alright|all right),? i (?:guess|suppose)`,
  String.raw`not the (?:best|greatest),?(?: but)?(?: also)? not the worst`,
  String.raw`not (?:great|good),?(?: but)? not (?:terrible|bad|awful)(?: either)?`,
  String.raw`(?:neither|not) (?:good|great) (?:nor|or) (?:bad|terrible)`,
  String.raw`(?:take it or leave it|it is what it is|could go either way|run[- ]of[- ]the[- ]mill|so[- ]so|middle of the road)`,
  String.raw`(?:don['’]?t|do not|didn['’]?t|did not) (?:hate|mind) (?:it|this|that)`,
];
// Said alone or nearly: a word of one syllable whose whole meaning is an opinion, or the lack of one.
const interjections: Readonly<Record<string, number>> = {
  ...{
    yay: clear,
    woohoo: clear,
    yippee: clear,
    hooray: clear,
    hurray: clear,
    yum: clear,
    yummy: clear,
  },
  ...{
    ugh: -clear,
    yuck: -clear,
    eww: -clear,
    ew: -clear,
    boo: -clear,
    yikes: -clear,
    mid: -clear,
  },
  ...{ meh: 0, hmm: 0, eh: 0, dunno: 0, idk: 0, okay: 0, ok: 0 },
};
const interjection = /^\P{L}*(\p{L}+)(?:\P{L}+(?:tbh|imo|imho|honestly|really|lol))?\P{L}*$/iu;

const phrases: readonly (readonly [RegExp, number])[] = [
  [anyOf(shrugs), 0],
  [anyOf(blame), -clear],
  [anyOf(praise), clear],
];
const negation =
  /(?:\b(?:not|never|no|hardly|isn|wasn|aren|weren|doesn|didn|don|won|nothing)\b|n['’]?t)(?:\W+\w+){0,2}\W*$/iu;
// Words that a text of courtesies alone is made of: nobody means an opinion by them.
const courtesy = new Set(
  (
    "hi hello hey dear good morning afternoon evening night day everyone everybody all team folks guys there sir madam mr mrs ms " +
    "bye goodbye cheers regards best kind warm sincerely yours faithfully see you later soon tomorrow talk to thanks thank again and " +
    "in advance many have a nice weekend the welcome"
  ).split(" "),
);
const greeting =
  /\b(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|night|day)|bye|goodbye|regards|sincerely|yours|see you|talk (?:to you )?(?:later|soon)|welcome|have a (?:nice|good) (?:day|weekend|evening|night))\b/iu;
// In a text of up to this many words a phrase counts in full, in a longer one by its share.
const shortText = 25;

/**
 * Finds phrases whose opinion, or lack of one, does not follow from their words, and takes them out of the text.
 * A phrase that is denied ("not a game changer") is left to the model.
 */
export function setPhrases(text: string): OpinionSigns {
  if (isCourtesy(text)) return { logit: 0, count: 1, words: "" };
  const alone = interjections[interjection.exec(text)?.[1]?.toLowerCase() ?? ""];
  if (alone !== undefined) return { logit: alone, count: 1, words: "" };
  let [logit, count, words] = [0, 0, text];
  for (const [pattern, value] of phrases) {
    words = words.replace(pattern, (phrase: string, offset: number, whole: string) => {
      if (negation.test(whole.slice(Math.max(0, offset - 40), offset))) return phrase;
      logit += value;
      count += 1;
      return " ";
    });
  }
  if (count === 0) return { logit, count, words: text };
  const length = text.split(/\s+/u).length;
  const share = Math.min(1, shortText / length);
  return { logit: Math.max(-clear, Math.min(clear, logit)) * share, count, words };
}

function anyOf(patterns: readonly string[]): RegExp {
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${patterns.join("|")})(?![\p{L}\p{N}])`, "giu");
}

function isCourtesy(text: string): boolean {
  if (text.length > 200) return false;
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.length > 0 && greeting.test(text) && words.every((word) => courtesy.has(word));
}
