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
  "dropped-connections": {
    shows:
      "200 runs whose connection is cut at a random moment: all found again, none computed twice",
    run: async () => {
      const { main } = await import("../apps/web/proofs/dropped-connections.ts");
      await main({ count: 200, seed: 1 });
    },
  },
  storm: {
    shows: "100 clients for 60 s: no failure, memory comes back; beside a plain Node server",
    run: async () => {
      const { main } = await import("../apps/web/proofs/storm.ts");
      await main({ clients: 100, seconds: 60 });
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
