// npm run fuzz [COUNT] [SEED]: imports damaged files of every format and says which broke a promise.
import { dataSamples } from '../src/trajectory/testing/data-samples.ts';
import { formatSamples } from '../src/trajectory/testing/format-samples.ts';
import { runFuzz } from '../src/trajectory/testing/run-fuzz.ts';

const [count = 20_000, seed = 1] = process.argv.slice(2).map(Number);
const samples = [...formatSamples(), ...(await dataSamples())];
const formats = new Set(samples.map(({ format }) => format));
console.error(`${count} inputs from seed ${seed}, made from ${samples.length} files of ${formats.size} formats`);
const problems = await runFuzz({
  samples,
  count,
  seed,
  onProgress: (done) => {
    if (done % 1000 === 0) console.error(`${done} of ${count}`);
  },
});
for (const { seed: which, how, problem } of problems) console.log(`seed ${which}: ${how}\n  ${problem}`);
console.log(`${count} inputs, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
