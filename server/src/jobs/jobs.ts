/** What runs on a clock. One run at a time of each; a run that fails is logged and tried again at the next tick. */
import { Cron } from 'croner'
import type { FastifyBaseLogger } from 'fastify'
import { createLeases } from '../actions/job-leases.ts'
import type { Needs } from '../actions/needs.ts'
import { endOverdueValues } from '../actions/api-tokens/end-overdue-values.ts'
import { purgeApiTokens } from '../actions/api-tokens/purge-api-tokens.ts'
import { dropOverdueEvents } from '../actions/event-streams/drop-overdue.ts'
import { purgeLeakReports } from '../actions/leaks/purge-leak-reports.ts'
import { tellOfLeaks } from '../actions/leaks/tell-of-leaks.ts'
import { purgeMail, sendMail } from '../actions/mail/send-mail.ts'
import { purgeGrants } from '../actions/oauth/purge-grants.ts'
import { purgeReminders } from '../actions/reminders/purge-reminders.ts'
import { remindOfApiTokens } from '../actions/reminders/remind-of-api-tokens.ts'
import { remindOfRoles } from '../actions/reminders/remind-of-roles.ts'
import { answerPasswordResetAsks } from '../actions/password-resets/ask-for-password-reset.ts'
import { purgeGatheredEvents } from '../actions/purge-gathered-events.ts'
import { purgeLinks } from '../actions/purge-links.ts'
import { purgeRevocations } from '../actions/revocation/purge-revocations.ts'
import { maintainSigningKeys, refreshKeyring } from '../actions/signing-keys/signing-keys.ts'
import { MINUTE_MS } from '../domain/instant.ts'
import { flushUsage } from './flush-usage.ts'

export type Jobs = { stop(): Promise<void> }

const EVERY_SECOND = '* * * * * *'
const EVERY_FIVE_SECONDS = '*/5 * * * * *'
const EVERY_MINUTE = '0 * * * * *'
const EVERY_FIVE_MINUTES = '30 */5 * * * *'
const EVERY_HOUR = '0 17 * * * *'

async function purgeOld(needs: Needs): Promise<void> {
  await purgeApiTokens(needs)
  await purgeGatheredEvents(needs)
  await purgeLinks(needs)
  await purgeLeakReports(needs)
  await purgeMail(needs)
  await purgeReminders(needs)
  await purgeRevocations(needs)
  await purgeGrants(needs)
}

async function remind(needs: Needs): Promise<void> {
  await remindOfApiTokens(needs)
  await remindOfRoles(needs)
}

export function startJobs(needs: Needs, logger: FastifyBaseLogger): Jobs {
  const leases = createLeases(needs)
  const flushNow = async (): Promise<void> => {
    await flushUsage(needs)
    const lost = needs.usageLog.takeLost()
    if (lost > 0)
      logger.error({ lost }, 'uses of API tokens were lost: they could not be written for too long')
  }
  const running = new Set<Promise<void>>()
  const schedule = (pattern: string, name: string, job: (needs: Needs) => Promise<void>): Cron =>
    new Cron(pattern, { protect: true, unref: true }, () => {
      const run = job(needs).catch((err: unknown) => logger.error({ err, job: name }, 'job failed'))
      running.add(run)
      return run.finally(() => running.delete(run))
    })
  const flush = schedule(EVERY_FIVE_SECONDS, 'flush usage', flushNow)
  needs.usageLog.whenCrowded(() => void flush.trigger())
  const deliver = schedule(EVERY_SECOND, 'deliver events', ({ eventDelivery }) => eventDelivery.push())
  const stopWaking = needs.store.whenLost(() => void deliver.trigger())
  const schedules = [
    flush,
    deliver,
    schedule(
      EVERY_MINUTE,
      'drop overdue events',
      leases.whileHeld('drop overdue events', 3 * MINUTE_MS, dropOverdueEvents),
    ),
    schedule(EVERY_FIVE_SECONDS, 'refresh keyring', refreshKeyring),
    schedule(
      EVERY_MINUTE,
      'maintain signing keys',
      leases.whileHeld('maintain signing keys', 3 * MINUTE_MS, maintainSigningKeys),
    ),
    schedule(
      EVERY_MINUTE,
      'end old values',
      leases.whileHeld('end old values', 3 * MINUTE_MS, endOverdueValues),
    ),
    schedule(
      EVERY_FIVE_SECONDS,
      'answer password reset asks',
      leases.whileHeld('answer password reset asks', MINUTE_MS, answerPasswordResetAsks),
    ),
    schedule(EVERY_FIVE_SECONDS, 'send mail', leases.whileHeld('send mail', MINUTE_MS, sendMail)),
    schedule(EVERY_MINUTE, 'tell of leaks', leases.whileHeld('tell of leaks', 3 * MINUTE_MS, tellOfLeaks)),
    schedule(EVERY_FIVE_MINUTES, 'remind', leases.whileHeld('remind', 30 * MINUTE_MS, remind)),
    schedule(EVERY_HOUR, 'purge', leases.whileHeld('purge', 30 * MINUTE_MS, purgeOld)),
  ]
  return {
    async stop() {
      stopWaking()
      for (const each of schedules) each.stop()
      await Promise.all(running)
      await leases.giveUp().catch((err: unknown) => logger.warn({ err }, 'leases were not given up'))
      await flushUsage(needs).catch((err: unknown) => logger.error({ err }, 'last uses are lost'))
    },
  }
}
