/** A mail as it is composed, and what a mail server answers to it. Knows no protocol. */
import type { Instant } from '../instant.ts'

/** What is to be read; who gets it stands beside it. */
export type Mail = {
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Of a reminder: a POST there turns them off for whoever gets it, without signing in. */
  readonly unsubscribeUrl?: string
}

export type MailKind =
  | 'invitation'
  | 'password_reset'
  | 'password_changed'
  | 'new_device'
  | 'api_token_generated'
  | 'api_token_deactivated'
  | 'expiry_reminder'
  | 'role_requested'
  | 'role_decided'
  | 'role_ending'
  | 'event_stream_stopped'
  | 'values_leaked'

export type Addressed = {
  readonly to: string
  readonly mail: Mail
  /** Stays the same at every try, so that a mail that arrives twice is known to be one. */
  readonly messageId: string
  readonly writtenAt: Instant
}

/** What went wrong, as an operator has to act on it. */
export type MailTrouble = 'unreachable' | 'tls' | 'authentication' | 'refused'

export type Delivery =
  | { readonly outcome: 'sent'; readonly said: string }
  /** The server says that there is no such address, and will say so again. */
  | { readonly outcome: 'address_refused'; readonly said: string }
  /** The server will never take this mail. */
  | { readonly outcome: 'mail_refused'; readonly said: string }
  | { readonly outcome: 'later'; readonly trouble: MailTrouble; readonly said: string }

export type MailTransport = {
  /** False when mails only go to a folder. */
  readonly isSent: boolean
  /** Never throws for what a server says or does. */
  deliver(addressed: Addressed): Promise<Delivery>
}
