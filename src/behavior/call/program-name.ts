const listed = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

// Programs that are many: the word after them says which.
const MANY = listed(`
  ansible apt apt-get artisan aws az bazel brew buf bun bunx bundle cabal cargo composer conda dart deno docker
  docker-compose dotnet flutter fly flutter gcloud git go gradle gradlew hatch heroku helm hg invoke jj just kubectl lerna
  make mix moon mvn mvnw netlify ng npm npx nx pdm pip pip3 pipx pnpm podman poetry pre-commit prisma pulumi rails rake
  ruff rustup sbt stack supabase svn swift systemctl task terraform tofu turbo uv uvx vercel wrangler yarn zig`);
const TWO_WORDS = listed('gh');
// Sub-commands that are followed by the word that matters: `npm run build`, `docker compose up`.
const WRAPPING_SUBCOMMAND = /^(?:run|exec|x|dlx|compose|task|tool|pip|script|workspace)$/;
const TAKE_ARGUMENT = listed('-C -c --prefix --directory --filter --manifest-path');
// Words before the program that change how it runs, not what runs; those in the second list take one argument.
const PREFIXES = listed('sudo time nohup command exec env builtin nice stdbuf xargs');
const PREFIXES_WITH_ARGUMENT = listed('timeout gtimeout');

/**
 * What the words of a command run: the program without its folder, with its sub-command where it is many (`npm run build`,
 * `gh pr create`, `python -m pytest`). `sudo`, `timeout 60`, `env A=1` and the like are left out.
 *
 * @returns undefined when no plain program name is found
 */
export function programName(words: readonly string[]): string | undefined {
  let i = 0;
  for (; i < words.length; i++) {
    const word = words[i]!;
    if (PREFIXES_WITH_ARGUMENT.has(word)) {
      while (words[i + 1]?.startsWith('-')) i++;
      i++;
    } else if (!PREFIXES.has(word) && !/^\w+=/.test(word) && !(i > 0 && word.startsWith('-'))) break;
  }
  const program = words[i]?.slice(words[i]!.lastIndexOf('/') + 1) ?? '';
  if (!/^(?:[A-Za-z_.][\w.+-]*|\[)$/.test(program)) return undefined;
  const rest = words.slice(i + 1);
  if (/^python[\d.]*$/.test(program) && rest[0] === '-m' && rest[1] !== undefined) return `${program} -m ${rest[1]}`;
  let wanted = TWO_WORDS.has(program) ? 2 : MANY.has(program) ? 1 : 0;
  const name = [program];
  for (let j = 0; j < rest.length && wanted > 0; j++) {
    const word = rest[j]!;
    if (TAKE_ARGUMENT.has(word)) j++;
    else if (!word.startsWith('-')) {
      if (!/^[\w@][\w:.@/+-]*$/.test(word)) break;
      name.push(word);
      if (!(WRAPPING_SUBCOMMAND.test(word) && name.length === 2)) wanted--;
    }
  }
  return name.join(' ');
}
