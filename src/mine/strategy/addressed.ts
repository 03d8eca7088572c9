/**
 * Words of an agent put to an agent: the speaker becomes "you", and whoever it speaks to "the user".
 *
 * @param options.toUser - whether "you" in the words means somebody else
 */
export function addressed(words: string, { toUser }: { toUser: boolean }): string {
  return (toUser ? spokenToUser(words) : words)
    .replace(/\b(?:I'm|I am|we're|we are)\b/gi, 'you are')
    .replace(/\b(?:I've|I have|we've|we have)\b/gi, 'you have')
    .replace(/\b(?:I'll|we'll)\b/gi, 'you will')
    .replace(/\b(?:I'd|we'd)\b/gi, 'you would')
    .replace(/\b(?:I|we|me|us)\b/g, 'you')
    .replace(/\bWe\b/g, 'you')
    .replace(/\b(?:my|our)\b/gi, 'your')
    .replace(/\bmyself\b|\bourselves\b/gi, 'yourself');
}

function spokenToUser(words: string): string {
  return words
    .replace(/\byou(?:'re| are)\b/gi, 'the user is')
    .replace(/\byou(?:'ve| have)\b/gi, 'the user has')
    .replace(/\byou'd\b/gi, 'the user would')
    .replace(/\byours?\b/gi, "the user's")
    .replace(/\byourself\b/gi, 'the user')
    .replace(/\byou\b/gi, 'the user');
}
