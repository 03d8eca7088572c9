import { memorySkillFiles, SkillsExtension, type SkillCatalog } from '@modelcontextprotocol/server/ext/skills';

/** The handbook as Agent Skills that change while they are served. */
export interface LiveSkills {
  readonly catalog: SkillCatalog;
  /**
   * Brings the catalog up to date; calls that come while one is under way get its answer.
   *
   * @returns whether what clients list has changed; false, too, when the files could not be read: the catalog stays as it was
   */
  refresh(): Promise<boolean>;
}

/**
 * Serves the files of skills through the MCP Skills extension (SEP-2640), each with its digest.
 *
 * @param files - the files as they are now, by path (`name/SKILL.md`)
 */
export async function liveSkills(files: () => Promise<Readonly<Record<string, string>>>): Promise<LiveSkills> {
  const held: Record<string, string> = { ...(await files()) };
  const catalog = await SkillsExtension.load(memorySkillFiles(held), { onWarning: () => {} });
  let underWay: Promise<boolean> | undefined;
  const refresh = async (): Promise<boolean> => {
    const found = await files();
    const gone = Object.keys(held).filter((path) => found[path] === undefined);
    const same = gone.length === 0 && Object.entries(found).every(([path, text]) => held[path] === text);
    if (same) return false;
    for (const path of gone) delete held[path];
    Object.assign(held, found);
    return (await catalog.reload()).listChanged;
  };
  return {
    catalog,
    refresh: async () =>
      (underWay ??= refresh()
        .catch(() => false)
        .finally(() => {
          underWay = undefined;
        })),
  };
}
