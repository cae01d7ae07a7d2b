/** What a mail's link belongs to, so that a mail that waits does not go out when its link has ended. */
import type { Migration } from './migration.ts'

export const mailAbout: Migration = {
  name: '0031-mail-about',
  statements: () => [
    'alter table mail_outbox add column about text',
    'create index mail_outbox_about on mail_outbox (about) where sealed is not null',
  ],
}
