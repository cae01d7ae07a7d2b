/**
 * A forgotten password, asked for by whoever is at the sign-in page. What was entered is only kept, sealed, and looked at
 * by a job: the answer and its time are the same whether or not there is such an account. A person gets a few of these
 * mails a day, however often strangers ask.
 */
import { randomUuid } from '../../crypto/random.ts'
import { makeTokenString } from '../../crypto/token-string.ts'
import type { AuditEvent, Origin } from '../../domain/audit-event.ts'
import { DAY_MS } from '../../domain/instant.ts'
import { passwordResetMail } from '../../domain/mail/account-mails.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { User } from '../../domain/user.ts'
import type { Changes } from '../../store/store.ts'
import { auditEvent, inEachOrganization } from '../audit.ts'
import { enqueueMail, mayMail } from '../mail/enqueue-mail.ts'
import type { Needs } from '../needs.ts'

/** They are looked at within seconds, so as many only wait when somebody asks from everywhere at once. */
const MOST_WAITING = 1000
const ASKS_PER_CHANGE = 10
const CHANGES_PER_RUN = 100
/** Accounts that one address is of. */
const MOST_ACCOUNTS = 5

type Asked = { readonly account: string; readonly origin: Origin }

export async function askForPasswordReset(
  { store, sealing, now, askThrottle }: Pick<Needs, 'store' | 'sealing' | 'now' | 'askThrottle'>,
  origin: Origin,
  account: string,
): Promise<void> {
  const retryAfterSeconds = askThrottle.count(origin.address)
  if (retryAfterSeconds > 0) throw tooMany(retryAfterSeconds)
  const id = randomUuid()
  const asked: Asked = { account, origin }
  const sealed = sealing.seal(Buffer.from(JSON.stringify(asked)), sealedAsk(id))
  await store.change(async (tx) => {
    if (!(await tx.passwordResets.keepAsk({ id, sealed, askedAt: now() }, MOST_WAITING))) throw tooMany(60)
    return { result: undefined, events: [] }
  })
}

const sealedAsk = (id: string) => ({ keyId: id, purpose: 'password-reset-ask', algorithm: 'json' })

const tooMany = (retryAfterSeconds: number): Refusal =>
  new Refusal('too_many_attempts', {
    retryAfterSeconds,
    detail: `Try again in ${retryAfterSeconds} seconds, or ask an owner of your organization for a link.`,
  })

type AnswerNeeds = Pick<Needs, 'store' | 'sealing' | 'keyedHash' | 'now' | 'settings'>

export async function answerPasswordResetAsks(needs: AnswerNeeds): Promise<void> {
  const { store, sealing } = needs
  for (let count = ASKS_PER_CHANGE, change = 0; count > 0 && change < CHANGES_PER_RUN; change++)
    count = await store.change(async (tx) => {
      const asks = await tx.passwordResets.takeAsks(ASKS_PER_CHANGE)
      const events: AuditEvent[] = []
      for (const { id, sealed } of asks) {
        const { account, origin } = JSON.parse(sealing.open(sealed, sealedAsk(id)).toString()) as Asked
        for (const user of await tx.users.findByAccount(account, MOST_ACCOUNTS))
          events.push(...(await mailLink(needs, tx, user, origin)))
      }
      return { result: asks.length, events }
    })
}

async function mailLink(needs: AnswerNeeds, tx: Changes, user: User, origin: Origin): Promise<AuditEvent[]> {
  const { keyedHash, now, settings } = needs
  if (user.deactivatedAt !== null) return []
  if (!(await mayMail(needs, tx, { kind: 'password_reset', to: user.email }))) return []
  const { id, value: code } = makeTokenString('i')
  const at = now()
  const expiresAt = at + DAY_MS
  // Beside others that are open: a stranger who asks must not end the link that an owner made.
  await tx.passwordResets.insertBeside(
    { ...{ id, userId: user.id, requestedBy: null, createdAt: at }, expiresAt, usedAt: null },
    keyedHash.hashOf('password-reset', code.reveal()),
  )
  await enqueueMail(needs, tx, {
    kind: 'password_reset',
    to: user.email,
    organizationId: null,
    about: user.id,
    expiresAt,
    mail: passwordResetMail({
      publicUrl: settings.issuer,
      link: `${settings.issuer}/reset-password#code=${code.reveal()}`,
      username: user.username,
      endsAt: expiresAt,
    }),
  })
  const event = auditEvent(at, origin, 'csp__ask_for_password_reset', {
    target: { type: 'user', id: user.id },
    userId: user.id,
  })
  return inEachOrganization(tx, [event])
}
