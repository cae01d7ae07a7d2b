/** What was typed on several lines, as the one line that is kept. */
export const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, ' ')
