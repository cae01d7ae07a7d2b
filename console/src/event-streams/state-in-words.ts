/** What the state of a stream means, and whose doing it is. */
import type { EventStream } from '@countersign/api'

export function stateInWords({
  state,
  stateBy,
  failingSince,
}: Pick<EventStream, 'state' | 'stateBy' | 'failingSince'>): string {
  if (state === 'enabled') return failingSince === null ? 'Running' : 'Failing, tried again'
  const by = { receiver: 'by its receiver', organization: 'here', transmitter: 'by Countersign' }[stateBy]
  return state === 'paused' ? `Paused ${by}` : `Off, ${by}`
}
