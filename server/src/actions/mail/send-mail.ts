/**
 * Empties the outbox. A mail server that is away costs time, never a mail: each is tried again, later each time, until
 * it is of no use any more. A crash between the server's yes and our note of it sends a mail again, under the same
 * Message-ID.
 */
import { randomUuid } from '../../crypto/random.ts'
import { DAY_MS, MINUTE_MS, type Instant } from '../../domain/instant.ts'
import type { Delivery, Mail } from '../../domain/mail/mail.ts'
import type { Settled, TakenMail } from '../../store/mail/mail-store.ts'
import type { Needs } from '../needs.ts'
import { sealedMail } from './enqueue-mail.ts'

type MailNeeds = Pick<Needs, 'store' | 'now' | 'sealing' | 'mailTransport' | 'settings'>

/** Longer than all that one batch can take. */
const LEASE_MS = 5 * MINUTE_MS
const AT_ONCE = 4
const MOST_BATCHES = 50
const FIRST_PAUSE_MS = MINUTE_MS
const LONGEST_PAUSE_MS = DAY_MS
/** With the pauses between them this is longer than any mail is kept. */
const MOST_TRIES = 20
/** What a server says is shown to operators; it may be any length. */
const LONGEST_SAID = 500
const KEPT_MS = 30 * DAY_MS
const PURGED_AT_ONCE = 500

export async function sendMail(needs: MailNeeds): Promise<void> {
  const holder = randomUuid()
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const at = needs.now()
    const asked = { holder, at, until: at + LEASE_MS, limit: AT_ONCE }
    const taken = await needs.store.mailQueue.take(asked)
    await Promise.all(
      taken.map(async (mail) => needs.store.mailQueue.settle(mail.id, holder, await attempt(needs, mail))),
    )
    if (taken.length < AT_ONCE) return
  }
}

async function attempt(needs: MailNeeds, taken: TakenMail): Promise<Settled> {
  const { now, sealing, settings, mailTransport } = needs
  const givenUp = (said: string, stopsAddress = false): Settled => ({
    how: 'given_up',
    at: now(),
    said: said.slice(0, LONGEST_SAID),
    stopsAddress,
  })
  if (taken.isStopped) return givenUp('Nothing is sent to this address any more.')
  if (taken.expiresAt <= now()) return givenUp('It could not be sent before it was of no use any more.')
  const mail = JSON.parse(sealing.open(taken.sealed, sealedMail(taken.id)).toString()) as Mail
  const delivery = await mailTransport.deliver({
    to: taken.recipient,
    mail,
    messageId: `<${taken.id}@${new URL(settings.issuer).hostname.replaceAll(/[[\]]/g, '')}>`,
    writtenAt: taken.createdAt,
  })
  if (delivery.outcome === 'sent')
    return { how: 'sent', at: now(), said: delivery.said.slice(0, LONGEST_SAID) }
  if (delivery.outcome === 'address_refused') return givenUp(delivery.said, true)
  if (delivery.outcome === 'mail_refused') return givenUp(delivery.said)
  return triedAgain(taken, now(), delivery) ?? givenUp(delivery.said)
}

function triedAgain({ tries, expiresAt }: TakenMail, at: Instant, { said }: Delivery): Settled | undefined {
  const nextTryAt = at + Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS)
  if (tries + 1 >= MOST_TRIES || nextTryAt >= expiresAt) return undefined
  return { how: 'later', nextTryAt, said: said.slice(0, LONGEST_SAID) }
}

export async function purgeMail({ store, now }: Pick<Needs, 'store' | 'now'>): Promise<void> {
  let deleted = PURGED_AT_ONCE
  while (deleted === PURGED_AT_ONCE) deleted = await store.mailQueue.purge(now() - KEPT_MS, PURGED_AT_ONCE)
}
