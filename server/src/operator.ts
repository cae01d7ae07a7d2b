/** What the operator does at the machine, without a server: set up from a script, look at and rotate the signing keys. */
import { randomUuid } from './crypto/random.ts'
import {
  issueSetupCode,
  setUpInstallation,
  type SetUpRequest,
} from './actions/installation/set-up-installation.ts'
import { ensureSigningKeys, rotateSigningKeys } from './actions/signing-keys/signing-keys.ts'
import { replaceSigningKeysAtOnce, revokeSigningKey } from './actions/signing-keys/withdraw-signing-keys.ts'
import { makePasswordResetAtTheMachine } from './actions/password-resets/make-password-reset.ts'
import { mailStateOf, type MailState } from './actions/mail/show-mail-state.ts'
import { signOut } from './actions/sessions/sessions.ts'
import { createNeeds } from './app.ts'
import type { Needs } from './actions/needs.ts'
import type { Config } from './config.ts'
import type { Origin } from './domain/audit-event.ts'
import { Refusal } from './domain/refusal.ts'
import { testMail } from './domain/mail/account-mails.ts'
import type { Delivery } from './domain/mail/mail.ts'
import type { Organization } from './domain/organization.ts'
import type { User } from './domain/user.ts'
import { mailTransportOf } from './mail-settings.ts'
import { publicUrlOf } from './serve.ts'

/** Opens the installation for one piece of work and closes it again. */
export async function withInstallation<Result>(
  config: Config,
  work: (needs: Needs) => Promise<Result>,
): Promise<Result> {
  const needs = await createNeeds({ ...config, publicUrl: publicUrlOf(config) })
  try {
    await ensureSigningKeys(needs)
    return await work(needs)
  } finally {
    await needs.store.close()
  }
}

export const atTheMachine = (): Origin => ({ requestId: randomUuid(), address: '', userAgent: 'countersign' })

type Owner = Omit<SetUpRequest, 'setupCode'>

/** Makes the organization and its owner. */
export const setUpAtTheMachine = (config: Config, owner: Owner): Promise<Organization> =>
  withInstallation(config, async (needs) => (await setUp(needs, owner)).organization)

export async function setUp(needs: Needs, owner: Owner): Promise<{ organization: Organization; user: User }> {
  const code = await issueSetupCode(needs)
  if (code === undefined) {
    throw new Refusal('already_set_up', { detail: 'This installation is already set up. Sign in instead.' })
  }
  const { signedIn } = await setUpInstallation(needs, atTheMachine(), { ...owner, setupCode: code.reveal() })
  // Setting up opens a session for a browser; there is none here.
  await signOut(needs, signedIn)
  const [organization] = await needs.store.organizations.listForMember(signedIn.user.id)
  return { organization: organization!, user: signedIn.user }
}

/** A one-time link with which whoever has this user name chooses a new password. */
export const passwordResetLink = (config: Config, username: string): Promise<string> =>
  withInstallation(config, async (needs) => {
    const { code } = await makePasswordResetAtTheMachine(needs, atTheMachine(), username)
    return `${needs.settings.issuer}/reset-password#code=${code.reveal()}`
  })

export type ListedKey = {
  readonly id: string
  readonly algorithm: string
  readonly state: string
  readonly createdAt: number
}

export const listKeys = (config: Config): Promise<ListedKey[]> =>
  withInstallation(config, ({ store }) => store.signingKeys.list())

const changeKeys = (config: Config, change: (needs: Needs) => Promise<void>): Promise<ListedKey[]> =>
  withInstallation(config, async (needs) => {
    await change(needs)
    return needs.store.signingKeys.list()
  })

/** The next key signs from now on; running servers follow within seconds. */
export const rotateKeys = (config: Config): Promise<ListedKey[]> =>
  changeKeys(config, (needs) => rotateSigningKeys(needs, atTheMachine()))

/** The same, and nothing that was signed before counts any more. */
export const rotateKeysInEmergency = (config: Config): Promise<ListedKey[]> =>
  changeKeys(config, (needs) => replaceSigningKeysAtOnce(needs, atTheMachine()))

export const revokeKey = (config: Config, id: string): Promise<ListedKey[]> =>
  changeKeys(config, (needs) => revokeSigningKey(needs, atTheMachine(), id))

/** Sent at once, past the outbox; needs no database. */
export async function sendTestMail(
  config: Config,
  to: string,
): Promise<{ readonly isSent: boolean; readonly delivery: Delivery }> {
  const publicUrl = publicUrlOf(config)
  const transport = mailTransportOf({ ...config, publicUrl }, () => {})
  const messageId = `<${randomUuid()}@countersign.invalid>`
  const delivery = await transport.deliver({
    to,
    mail: testMail({ publicUrl }),
    messageId,
    writtenAt: Date.now(),
  })
  return { isSent: transport.isSent, delivery }
}

export const mailStatus = (config: Config): Promise<MailState> =>
  withInstallation(config, (needs) => mailStateOf(needs, null))
