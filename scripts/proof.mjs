// `npm run proof -- <name>`: the long checks with their full counts.
import process from "node:process";

/** Each proof by name: what it shows, and the module whose `main` runs it. */
const proofs = {
  fuzz: {
    shows: "50,000 mutated requests: each gets an answer or a clear 4xx, and the server lives on",
    run: async () => {
      const { main } = await import("../apps/web/proofs/fuzz.ts");
      await main({ count: 50_000, seed: 1 });
    },
  },
};

const name = process.argv.slice(2).find((word) => word !== "--");
const proof = name === undefined ? undefined : proofs[name];
if (!proof) {
  if (name !== undefined) console.error(`There is no proof called "${name}".`);
  console.log("Usage: npm run proof -- <name>\n");
  for (const [known, { shows }] of Object.entries(proofs)) console.log(`  ${known}  ${shows}`);
  process.exit(name === undefined ? 0 : 1);
}
await proof.run();
