/** Where receivers find what. */
export const SSF = {
  streams: '/ssf/streams',
  status: '/ssf/status',
  addSubject: '/ssf/subjects/add',
  removeSubject: '/ssf/subjects/remove',
  verification: '/ssf/verification',
} as const

/** Its own for each stream. */
export const pollPath = (streamId: string): string => `${SSF.streams}/${streamId}/events`
