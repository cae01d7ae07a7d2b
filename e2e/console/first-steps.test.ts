/** Whoever manages an organization in which nothing is yet is shown what to do first; nobody else, and no longer than needed. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { addMember } from '../../server/src/actions/people/add-member.ts'
import { assignRole } from '../../server/src/actions/roles/assign-role.ts'
import { registerService } from '../../server/src/actions/services/register-service.ts'
import { PASSWORD } from '../../server/testing/acme.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { generateToken, keepAndContinue, signIn } from './people.ts'

const { acme, newPage } = await openAcmeInBrowser({ after }, await openBrowser({ after }))
const { needs } = acme.app
const organizationId = acme.other.id
const person = (username: string) => ({
  ...{ username, email: `${username}@globex.example`, firstName: username, lastName: 'Green' },
  password: PASSWORD,
})

/** Told with whatever was ever on the page since it was opened, if only for a moment. */
async function watchForSteps(page: Page): Promise<() => Promise<boolean>> {
  await page.addInitScript(() => {
    const look = () => {
      if (document.body?.textContent?.includes('First steps in'))
        document.documentElement.dataset['seen'] = ''
    }
    new MutationObserver(look).observe(document, { childList: true, subtree: true })
  })
  return () => page.evaluate(() => 'seen' in document.documentElement.dataset)
}

const stepsIn = (page: Page) => page.getByRole('region', { name: 'First steps in Globex' })

test('first steps are ticked when they are done, and gone when all are', async (t) => {
  const page = await newPage(t, { permissions: ['clipboard-write'] })
  await signIn(page, 'sam')
  const steps = stepsIn(page)
  await steps.waitFor()
  assert.deepEqual(await steps.getByRole('link').allTextContents(), [
    'Register a service',
    'Invite someone',
    'Generate a token',
  ])
  for (const scheme of ['light', 'dark'] as const) {
    // Loaded again: colours that change while one looks pass through others.
    await page.emulateMedia({ colorScheme: scheme })
    await page.reload()
    await steps.waitFor()
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 })
      await assertAccessible(page, `first steps, ${scheme}, ${width}`)
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width)
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 })
  await steps.getByRole('link', { name: 'Invite someone' }).click()
  await page.getByRole('heading', { name: 'Invitations', level: 1 }).waitFor()
  await page.goBack()
  await steps.getByRole('link', { name: 'Register a service' }).click()
  await page.getByRole('heading', { name: 'Register a service', level: 1 }).waitFor()
  await page.goBack()
  await steps.waitFor()
  const wiki = { name: 'wiki', displayName: 'Wiki', permissions: [], roles: [] }
  await registerService(needs, organizationId, wiki)
  await page.reload()
  await steps.getByText('Register a service (done)').waitFor()
  await steps.getByText('Invite someone (to do)').waitFor()
  await addMember(needs, organizationId, person('mia'))
  await page.reload()
  await steps.getByText('Invite someone (done)').waitFor()
  await assertAccessible(page, 'first steps, ticked')
  await generateToken(page, 'first')
  await keepAndContinue(page)
  await page.getByRole('navigation', { name: 'My Account' }).getByRole('link', { name: 'API Tokens' }).click()
  await page.getByRole('link', { name: 'first', exact: true }).waitFor()
  assert.equal(await steps.count(), 0)
  const wereThere = await watchForSteps(page)
  await page.reload()
  await page.getByRole('link', { name: 'first', exact: true }).waitFor()
  assert.equal(await wereThere(), false)
})

test('a plain member, and an owner of an organization where others took them, are never shown any', async (t) => {
  for (const [username, empty] of [
    ['mia', 'You have no API token in Globex yet'],
    ['olivia', 'You have no API token in Acme yet'],
  ] as const) {
    const page = await newPage(t)
    const wereThere = await watchForSteps(page)
    await signIn(page, username)
    await page.getByText(empty).waitFor()
    assert.equal(await wereThere(), false, username)
  }
})

test('whoever hides them hides them for good, for themselves alone', async (t) => {
  const services = await needs.store.services.list(organizationId)
  await needs.store.change(async (tx) => {
    for (const { id } of services) await tx.services.remove(organizationId, id)
    return { result: undefined, events: [] }
  })
  for (const username of ['nina', 'omar']) {
    const { id: userId } = await addMember(needs, organizationId, person(username))
    const owner = { serviceId: null, name: 'org_owner', resource: null, endsAt: null }
    await assignRole(needs, { ...owner, organizationId, userId })
  }
  const page = await newPage(t)
  const wereThere = await watchForSteps(page)
  await signIn(page, 'nina')
  await stepsIn(page).getByRole('button', { name: 'Hide these' }).click()
  await stepsIn(page).waitFor({ state: 'detached' })
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1')
  await page.reload()
  await page.getByText('You have no API token in Globex yet').waitFor()
  assert.equal(await wereThere(), false)
  await page.getByRole('button', { name: 'nina Green' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(page, 'omar')
  await stepsIn(page).getByText('Register a service (to do)').waitFor()
  await stepsIn(page).getByText('Invite someone (done)').waitFor()
})
