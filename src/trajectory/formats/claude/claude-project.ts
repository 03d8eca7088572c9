/**
 * A name for the project in a working directory: the last two segments below the home directory, so that the same
 * project has the same name on every machine and no user name is in it. `~` for the home directory itself.
 */
export function claudeProject(cwd: string): string {
  const path = cwd.replaceAll('\\', '/').replace(/\/+$/, '');
  const below = path.replace(
    /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root|(?:\/mnt\/)?\/?[A-Za-z]:?\/Users\/[^/]+)(?=\/|$)/,
    '',
  );
  const segments = below.split('/').filter((segment) => segment !== '' && !/^[A-Za-z]:$/.test(segment));
  return segments.length === 0 ? '~' : segments.slice(-2).join('/');
}
