/** What every mail promises, whatever it is about. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { invitationMail, newDeviceMail, passwordChangedMail, passwordResetMail } from './account-mails.ts'
import { apiTokenDeactivatedMail, apiTokenGeneratedMail, expiryReminderMail } from './api-token-mails.ts'
import { eventStreamStoppedMail } from './event-stream-mails.ts'
import { valuesLeakedMail } from './leak-mails.ts'
import { roleEndingMail, roleGrantedMail, roleRefusedMail, roleRequestedMail } from './role-mails.ts'

const ODD = 'Eve\r\nBcc: all@acme.example\u202e <script>"&\''
const publicUrl = 'https://tokens.example.com'
const about = {
  publicUrl,
  link: `${publicUrl}/there?a=1&b=2`,
  organization: ODD,
  role: ODD,
  person: ODD,
  username: ODD,
  inviter: ODD,
  name: ODD,
  reason: ODD,
  address: '192.0.2.1',
  userAgent: ODD,
  madeBy: ODD,
  at: 0,
  endsAt: 0,
  unsubscribeUrl: `${publicUrl}/unsubscribe/1`,
  organizations: [
    { organization: ODD, link: `${publicUrl}/there?a=1&b=2`, tokens: [{ name: ODD, expiresAt: 0 }] },
    { organization: ODD, link: `${publicUrl}/there?a=1&b=3`, tokens: [{ name: ODD, expiresAt: 0 }] },
  ],
  roles: [{ role: ODD, organization: ODD, link: `${publicUrl}/there?a=1&b=2`, endsAt: 0 }],
  more: 2,
  receiver: ODD,
  state: 'paused' as const,
  leaks: [
    {
      ...{
        kind: 'api_token' as const,
        name: ODD,
        valueId: 'abc',
        username: ODD,
        reportedAt: 0,
        createdAt: 0,
      },
      lastUse: { at: 0, address: '192.0.2.1', userAgent: ODD },
      reach: {
        ...{ administration: true, openId: true, placeCount: 2 },
        places: [
          { serviceId: '1', service: ODD, roles: [], roleCount: 1, permissions: [], permissionCount: 0 },
        ],
      },
      ended: { apiTokenCount: 1, apiTokens: [], grantCount: 0 },
    },
  ],
}
const MAILS = {
  invitationMail,
  passwordResetMail,
  passwordChangedMail,
  newDeviceMail,
  apiTokenGeneratedMail,
  apiTokenDeactivatedMail,
  expiryReminderMail,
  roleRequestedMail,
  roleGrantedMail,
  roleRefusedMail,
  roleEndingMail,
  eventStreamStoppedMail,
  valuesLeakedMail,
}

for (const [name, compose] of Object.entries(MAILS))
  test(`${name}: names stay words, and links lead to the public URL and are in both forms`, () => {
    const { subject, text, html } = compose(about)
    assert.doesNotMatch(subject, /[\r\n\u202e]/)
    assert.doesNotMatch(text, /^Bcc:|\u202e/m)
    assert.doesNotMatch(html, /<script|\u202e/)
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link]) => link!.replaceAll('&amp;', '&'))
    assert.ok(links.length > 0)
    for (const link of links) assert.ok(link.startsWith(`${publicUrl}/`) && text.includes(link), link)
    assert.match(html, /color-scheme/)
    const elsewhere = { ...about, publicUrl: 'https://other.example' }
    if (text.includes(about.link)) assert.throws(() => compose(elsewhere), /only to the public URL/)
  })
