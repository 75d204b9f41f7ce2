import type { Example } from "../task.ts";
import type { SummarizationInput } from "./input.ts";
import type { SummarizationOutput } from "./output.ts";

/** Inputs to try, for the summarization tab. */
export const summarizationExamples: readonly Example<SummarizationInput, SummarizationOutput>[] = [
  {
    title: "A dive through a geyser",
    source: {
      name: "Cassini spacecraft collects sample from geyser on Saturn's moon Enceladus",
      url: "https://en.wikinews.org/wiki/Cassini_spacecraft_collects_sample_from_geyser_on_Saturn's_moon_Enceladus",
      licence: "CC BY 2.5",
    },
    input: {
      text: `Space probe Cassini performed a close flyby of Saturn's icy moon Enceladus on Wednesday. The fate of the $3.5 billion mission was in the balance as the bus-sized spacecraft swooped to just 50 km (30 mi) above the surface of Enceladus to sample the frozen spray issuing from geysers on the moon's surface. The "water" spraying from these geysers is in the form of dust-sized, frozen water particles, which are ejected into space by gaseous water vapors that build up pressure deep within icy fissures on Enceladus.

Cassini's cosmic dust analyzer was unavailable due to a glitch in the updated software that was supposed to provide an increased hit count of the geyser dust particles. However, dust samples were collected before and after the closest approach and the mass spectrometer functioned throughout the flyby, providing useful data which is now being analyzed.

Mission controllers will have a chance to capture more geyser dust on October 9, 2008 when they may choose to steer Cassini even closer to the surface of Enceladus.

Tidal flexing of this moon due to the gravitational proximity of its host planet, Saturn, continually heaves and cracks the icy surface. This suggests that Enceladus may have a squishy, liquid-water ocean beneath an icy crust. Deep, parallel fissures in the ice crust, dubbed the "Tiger Stripes", measure warmer than uncracked, stationary surfaces nearby. Friction of these massive, moving plates of ice is thought to provide the heat responsible for the pressurized geysers of sublimated water and ice dust. The presence of these geysers amounts to more empirical evidence of a large, liquid water ocean below the surface of Enceladus.

The Cassini-Huygens space probe is an international mission involving the cooperative efforts of NASA, the European Space Agency, and the Italian Space Agency. Launched in 1997, Cassini has orbited Saturn since 2004 but has never before flown so close to a moon. On 14 January 2005, the Huygens lander successfully explored the atmosphere and surface conditions of Saturn's biggest moon, Titan.`,
    },
    answer: {
      model: "sentence ranking v1",
      output: {
        kind: "extractive",
        summary_text:
          "Space probe Cassini performed a close flyby of Saturn's icy moon Enceladus on Wednesday. The fate of the $3.5 billion mission was in the balance as the bus-sized spacecraft swooped to just 50 km (30 mi) above the surface of Enceladus to sample the frozen spray issuing from geysers on the moon's surface. Cassini's cosmic dust analyzer was unavailable due to a glitch in the updated software that was supposed to provide an increased hit count of the geyser dust particles.",
        sentences: [
          { start: 0, end: 88 },
          { start: 89, end: 304 },
          { start: 515, end: 683 },
        ],
      },
    },
  },
  {
    title: "A penguin taller than a child",
    source: {
      name: "Students find fossilised giant penguin",
      url: "https://en.wikinews.org/wiki/Students_find_fossilised_giant_penguin",
      licence: "CC BY 2.5",
    },
    input: {
      text: `Children on a field trip in New Zealand have discovered what may be the finest giant penguin fossil yet found. These early penguins stood 1.5 metres (5 feet) tall, weighing over 100 kilograms (220 pounds), and lived some 40 million years ago.

While the party of 22 from the Hamilton Junior Naturalists Club were looking for fossils, they did not expect to find anything this significant in their trip to Kawhia, an hour southwest of Hamilton. Group leader Chris Templer said that the sea was already beginning to erode the fossil, and if it had not been found for another 18 months, there might not have been much left. He has dreamed of making a find like this since he began hunting fossils as an eight-year-old. "I went 'Oh my God', and just about keeled over on the reef," he said.

The fossil has been carefully removed after consultation with Te Papa (the national museum) and local Māori. Experts are excited by the completeness of the Kawhia fossil. Although roughly a dozen extinct penguin species have already been discovered in New Zealand, only a few fossilised bones have been found from most of these species. Te Papa has only three bones from the largest giant penguin. According to Alan Tennyson, curator of fossils at Te Papa, the Kawhia discovery might be of international significance. "I think it's very exciting to find something like this...it's a very rare event to find such a well preserved specimen," he enthused.`,
      length: "short",
    },
  },
  {
    title: "Notes of a meeting",
    input: {
      text: `Library roof, meeting of 3 March

The town library has been closed since the storm of 11 January, when part of the roof over the reading room came down. Nobody was hurt, but about 2,000 books got wet. Most of them have been dried by volunteers in the school gym.

The engineer told us that the rest of the roof is sound. She recommends new beams for the reading room only, which would cost about 84,000 euros and take seven weeks. A completely new roof would cost three times as much and keep the library closed until autumn.

The insurance pays 60,000 euros. Ms. Aydin proposed to take the missing sum from the reserve for the new parking lot, since fewer people come by car than was expected. Mr. Lund was against it: he said that the parking lot had been promised twice already. After a long discussion the council voted nine to four for the proposal.

Work starts on Monday, 15 March. Until then the bus that brings books to the villages also stops at the market every Wednesday afternoon. The children's reading group meets in the fire station, which everybody agreed is the best thing that has ever happened to the children's reading group.`,
      length: "medium",
    },
  },
];
