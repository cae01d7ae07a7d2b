/** The mail about a stream of security events that we stopped: its receiver hears nothing more. */
import type { Instant } from '../instant.ts'
import { composedMail, instantInWords } from './composed-mail.ts'
import type { Mail } from './mail.ts'

export const eventStreamStoppedMail = (given: {
  readonly publicUrl: string
  readonly link: string
  readonly receiver: string
  readonly state: 'paused' | 'disabled'
  readonly reason: string
  readonly at: Instant
}): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    subject: `Security events to ${given.receiver} are ${given.state}`,
    paragraphs: [
      `The stream of security events to ${given.receiver} was ${given.state} on ${instantInWords(given.at)}. ${given.reason}`,
      given.state === 'paused'
        ? 'Events wait meanwhile. Mend the receiver, then start the stream again.'
        : 'What happens from now on is not kept for it. Mend the receiver, then start the stream again.',
      { label: 'See the event streams', link: given.link },
    ],
    reason: 'You get this mail because you are an owner of the organization.',
  })
