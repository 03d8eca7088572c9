import { enableCompileCache } from 'node:module';
import { analyse } from './analyse.ts';
import { coverage } from './coverage.ts';
import { detection } from './detection.ts';
import { detectionSpeed } from './detection-speed.ts';
import { gateway } from './gateway.ts';
import { importMemory } from './import-memory.ts';
import { importSpeed } from './import-speed.ts';
import { miningScale } from './mining-scale.ts';
import { planted } from './planted.ts';
import { model } from './model.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { predict } from './predict.ts';
import { retrieval } from './retrieval.ts';
import { scaling } from './scaling.ts';
import { startup } from './startup.ts';
import { tokenError } from './token-error.ts';

// `npm run bench` runs all; `npm run bench -- import scaling` some; `npm run bench -- tokens PATH…` counts tokens of other runs too;
// `npm run bench -- import 500` takes 500 MB of each source, `npm run bench -- memory 5000 500` 5 GB of JSONL and an array of 500 MB;
// `npm run bench -- analyse 10000 --only=predict,states` runs two analyses on 10,000 runs;
// `npm run bench -- mining 1000000` mines up to a million steps, `npm run bench -- planted quick` leaves out the sweep over settings.
const BENCHES: Readonly<Record<string, (args: readonly string[]) => Promise<string[]>>> = {
  startup,
  import: importSpeed,
  memory: async (given) => importMemory(given),
  mining: async (given) => miningScale(given),
  scaling,
  'near-duplicates': nearDuplicates,
  coverage,
  tokens: tokenError,
  planted,
  model,
  detection,
  detect: detectionSpeed,
  retrieval,
  analyse,
  predict,
  gateway,
};

// As the launcher does: worker threads start from it too.
enableCompileCache();

const args = process.argv.slice(2);
const chosen = args.filter((name) => name in BENCHES);
const paths = args.filter((name) => !(name in BENCHES));
for (const name of chosen.length > 0 ? chosen : Object.keys(BENCHES)) {
  for (const line of await BENCHES[name]!(paths)) console.log(line);
}
