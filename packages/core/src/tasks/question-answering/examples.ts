import type { Example } from "../task.ts";
import type { QuestionInput } from "./input.ts";
import type { QuestionAnsweringOutput } from "./output.ts";

const washingMachine = `Before the first wash, remove the four transport bolts at the back of the machine and keep them for a later move. Running the machine with the bolts in place damages the drum within minutes.

Use the cotton programme for towels and bed linen, and the short programme (28 minutes) for lightly worn clothes. Wool is washed at 30 °C and spun at no more than 600 turns per minute. If the display shows E18, the filter behind the flap at the bottom right is blocked: switch the machine off, let the water run into a flat tray, and clean the filter. The door stays locked for about two minutes after the end of a programme.`;

/** Inputs to try, for the question-answering tab. */
export const questionAnsweringExamples: readonly Example<QuestionInput, QuestionAnsweringOutput>[] =
  [
    {
      title: "Bees on the highway",
      source: {
        name: "Truck carrying 12 million bees overturns in New Brunswick",
        url: "https://en.wikinews.org/wiki/Truck_carrying_12_million_bees_overturns_in_New_Brunswick",
        licence: "CC BY 2.5",
      },
      input: {
        question: "Where were the bees heading?",
        context: `A truck on the Trans-Canada Highway in New Brunswick, Canada, carrying 12 million bees has overturned. The truck was carrying 330 crates of bees when it tipped on a ramp in Saint-Léonard. The bees were used to help pollinate blueberries, and were heading back to Ontario.

The accident happened in the morning hours. Bee experts were called in to control the bees, and they were helped by the rain as bees dislike it, with the bees staying close to the truck. However, by midday, the sun came out and the bees became much more agitated. The beekeepers had to douse them with smoke, while firefighters attempted to hose the bees down to try to get them back near the truck.

There were no serious injuries from the incident, but some reporters at the scene got stung repeatedly. Anyone with an allergy to bees has been advised to stay at least 200 metres away from the scene.

The highway was first reduced to three lanes from four, before being completely closed, to prevent curious onlookers from being endangered by the swarms of bees angered and agitated by the incident.

This accident was the first of its kind in New Brunswick.`,
      },
      answer: {
        model: "pilotlight-qa-v2",
        output: {
          found: true,
          answer: "Ontario",
          score: 0.83,
          start: 263,
          end: 270,
          answers: [{ answer: "Ontario", score: 0.83, start: 263, end: 270 }],
          quote: null,
        },
      },
    },
    {
      title: "A manual: the error on the display",
      input: { question: "What does E18 mean?", context: washingMachine },
    },
    {
      title: "A manual: not in the text",
      input: { question: "Who designed the machine?", context: washingMachine },
    },
    {
      title: "A long walk",
      input: {
        question: "How long did the walk take?",
        context: `In the spring of 1931 the botanist Ines Falk walked from Trondheim to Genoa to count orchids. She carried a tent, two notebooks and a brass hand lens that had belonged to her grandmother. The walk took 143 days, eleven of which she spent in a barn near Göttingen with a sprained ankle. Falk counted 3,816 plants of 29 species, and later said that the best meal of the journey was a bowl of barley soup on the Brenner Pass.`,
      },
    },
  ];
