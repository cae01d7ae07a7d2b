/** Event streams: an owner sees who receives and whether it arrives, pauses, tests, starts and removes, by keyboard too, on a small screen. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { addReceiver, createStream, poll, typeOf } from '../../server/testing/event-streams.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser)
const { acme } = opened
const path = `o/${acme.organization.id}/organization/event-streams`

test('an owner is told how a receiver begins, pauses a stream, tests it, starts and removes it', async (t) => {
  const page = await opened.newPage(t, { viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
  await signIn(page, 'olivia')
  await page.goto(path)
  await page.getByText('Nobody receives security events yet').waitFor()
  await assertAccessible(page, 'no event stream')

  const receiver = await addReceiver(acme)
  const { stream_id: id } = await createStream(acme, receiver.accessToken, { description: 'The depot' })
  await createStream(acme, receiver.accessToken, {
    delivery: { method: 'urn:ietf:rfc:8935', endpoint_url: `https://receiver.example/${'long/'.repeat(30)}` },
    description: 'The yard',
  })
  await page.reload()
  const row = page.getByRole('row').filter({ hasText: 'The depot' })
  await row.getByText('Running').waitFor()
  await page.getByText('2 event streams.').waitFor()
  await assertAccessible(page, 'event streams')
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  assert.equal(isWide, false)

  await row.getByRole('button', { name: /^Pause/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByText(/Events to .* wait now/).waitFor()
  await row.getByText('Paused here').waitFor()
  await row.getByRole('button', { name: /^Start/ }).click()
  await row.getByText('Running').waitFor()
  await row.getByRole('button', { name: /^Test/ }).click()
  await page.getByText(/A test event is on its way/).waitFor()
  await row.getByRole('button', { name: /^Test/ }).click()
  await page.getByText('Too many attempts').waitFor()
  const { events } = await poll(acme, receiver, id)
  assert.deepEqual(events.map(typeOf), ['stream-updated', 'stream-updated', 'verification'])
  await poll(acme, receiver, id, { ack: events.map(({ jti }) => jti) })

  await row.getByRole('button', { name: /^Remove/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('what waits for it is dropped').waitFor()
  await assertAccessible(page, 'removing an event stream')
  await dialog.getByRole('button', { name: 'Remove it' }).click()
  await page.getByText('1 event stream.').waitFor()
  await row.waitFor({ state: 'detached' })
})
