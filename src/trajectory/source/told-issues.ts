/** Issues of one kind that are told one by one for a file; how many more there were is told at the end. */
export const TOLD_ISSUES = 50;
