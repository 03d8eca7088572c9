const PREFIX = 'human:';

/** The `name@version` that stands for a person where events and codings name their detector. */
export function humanCoder(name: string): string {
  return `${PREFIX}${name}@1`;
}

/** Whether a detector (`name@version`) is a person: {@link humanCoder}. */
export function isHumanCoder(detector: string): boolean {
  return detector.startsWith(PREFIX);
}
