/** Someone with 150 roles in 30 services finds, chooses and reads them on a large screen and on a small one. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { fillLargeOrganization } from '../../server/testing/large-organization.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))
const { apiTokens } = await fillLargeOrganization(opened.acme, { apiTokens: 2 })
const account = `o/${opened.acme.organization.id}/account`
const newToken = `${account}/api-tokens/new`

const SCREENS = {
  wide: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  middle: { viewport: { width: 768, height: 1024 }, colorScheme: 'light' },
  narrow: { viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
} as const

const LAST = 'Warehouse Robots'
const row = (page: Page, name: string): Locator => page.getByRole('treeitem', { name }).last()
const heightOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { scrollHeight, scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth) throw new Error(`${scrollWidth} pixels wide on ${clientWidth}`)
    return scrollHeight
  })

async function assertInView(page: Page, what: Locator): Promise<void> {
  const box = await what.boundingBox()
  const { height } = page.viewportSize()!
  assert.ok(box && box.y >= 0 && box.y + box.height <= height, `${JSON.stringify(box)} in ${height}`)
}

for (const [screen, options] of Object.entries(SCREENS)) {
  const isNarrow = screen === 'narrow'

  test(`what the last of many services permits is in view when it is clicked, ${screen}`, async (t) => {
    const page = await opened.newPage(t, options)
    await signIn(page, 'lena', newToken)
    await row(page, LAST).click()
    const all = page.getByRole('checkbox', { name: `All roles of ${LAST}` })
    await all.waitFor()
    await assertInView(page, all)
    await row(page, 'Approver').click()
    const single = page.getByRole('checkbox', { name: `Approve what others asked for in ${LAST}` })
    await single.waitFor()
    await assertInView(page, single)
    await assertInView(page, page.getByRole('checkbox', { name: 'The whole role' }))
    const [chosen, permission] = [await row(page, 'Approver').boundingBox(), await single.boundingBox()]
    if (isNarrow)
      assert.ok(permission!.y - chosen!.y < 300, `right under its row: ${permission!.y - chosen!.y}`)
    else assert.ok(permission!.x > chosen!.x + chosen!.width, 'beside the tree')
    await single.click()
    assert.equal(await row(page, 'Approver').getAttribute('aria-checked'), 'mixed')
    await page.getByText('Chosen: 1 single permission, in 1 place.').waitFor()
    await assertAccessible(page, `choosing, ${screen}`)
  })

  test(`the form is no longer for 30 services than for a few, ${screen}`, async (t) => {
    const page = await opened.newPage(t, options)
    await signIn(page, 'lena', newToken)
    const most = isNarrow ? 2_300 : 1_900
    await page.getByRole('tree').waitFor()
    assert.ok((await heightOf(page)) < most, `folded: ${await heightOf(page)}`)
    await page.getByRole('searchbox').fill('e')
    await page.getByText('150 roles fit.').or(page.getByText('151 roles fit.')).waitFor()
    assert.ok((await heightOf(page)) < most, `all found: ${await heightOf(page)}`)
    await page.getByRole('radio', { name: 'All roles' }).click()
    const summary = page.getByRole('region', { name: 'This token will be able to' })
    await summary.getByText('and 21 more').waitFor()
    assert.ok((await heightOf(page)) < most, `all roles: ${await heightOf(page)}`)
    await summary.getByText('it will carry no names; services fetch all of them').waitFor()
    await assertAccessible(page, `all roles, ${screen}`)
    await summary.getByText('and 21 more').click()
    await summary.getByText(`In ${LAST}`).click()
    await summary.getByText(`Approve what others asked for in ${LAST}`).waitFor()
    await assertAccessible(page, `all roles, opened, ${screen}`)
  })

  test(`My Roles is a page of services, folded and searchable, ${screen}`, async (t) => {
    const page = await opened.newPage(t, options)
    await signIn(page, 'lena', `${account}/my-roles`)
    const service = page.getByRole('button', { name: LAST })
    await service.waitFor()
    const height = await heightOf(page)
    assert.ok(height < 2_200, `folded: ${height}`)
    await assertAccessible(page, `My Roles, ${screen}`)
    await service.press('Enter')
    await page.getByRole('heading', { name: 'Approver' }).waitFor()
    await page.getByRole('searchbox').fill('a')
    assert.ok((await heightOf(page)) < 2_200, 'a search that finds everything opens nothing')
    await page.getByRole('searchbox').fill('approve payments')
    await page.getByText('2 roles fit.').waitFor()
    await page.getByText('payments:approve', { exact: true }).first().waitFor()
    assert.equal(await service.count(), 0)
    await page.getByRole('searchbox').fill('nothing like it')
    await page.getByText('You hold nothing that fits.').waitFor()
    await assertAccessible(page, `My Roles, nothing found, ${screen}`)
  })

  test(`the page of an API token with everything is short, and says what no access token carries, ${screen}`, async (t) => {
    const page = await opened.newPage(t, options)
    await signIn(page, 'lena', `${account}/api-tokens/${apiTokens[0]!.apiToken.id}`)
    await page.getByText('and 21 more').waitFor()
    await page.getByText('it will carry no names; services fetch all of them').waitFor()
    assert.ok((await heightOf(page)) < 1_900, String(await heightOf(page)))
    await assertAccessible(page, `an API token with everything, ${screen}`)
  })
}

test('the tree of many services works by keyboard alone, letters search, and what is found is counted', async (t) => {
  const page = await opened.newPage(t, SCREENS.wide)
  await signIn(page, 'lena', newToken)
  await row(page, 'Organization roles').focus()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Space')
  assert.equal(await row(page, LAST).getAttribute('aria-checked'), 'mixed')
  assert.match(await row(page, LAST).innerText(), /1 of 5 roles/)
  await page.keyboard.press('Enter')
  await page.getByRole('checkbox', { name: 'The whole role' }).and(page.locator(':focus')).waitFor()
  await row(page, 'Tickets').focus()
  await page.keyboard.type('approve pay')
  await page.getByText('2 roles fit.').waitFor()
  assert.equal(await page.getByRole('searchbox').inputValue(), 'approve pay')
  await page.keyboard.press('ArrowDown')
  await page.getByRole('treeitem', { name: 'Payments' }).and(page.locator(':focus')).waitFor()
})

test('a service whose every role was ticked looks ticked, says that later ones are not meant, and can mean them', async (t) => {
  const page = await opened.newPage(t, SCREENS.narrow)
  await signIn(page, 'lena', newToken)
  await row(page, LAST).click()
  for (const name of ['Viewer', 'Contributor', 'Operator', 'Approver', 'Administrator']) {
    await row(page, name).focus()
    await page.keyboard.press('Space')
  }
  assert.equal(await row(page, LAST).getAttribute('aria-checked'), 'true')
  assert.match(await row(page, LAST).innerText(), /5 of 5 roles, not later ones/)
  await row(page, LAST).click()
  await page.getByText('Roles that you are given later are not meant.').waitFor()
  await page.getByRole('checkbox', { name: 'Roles that come later, too' }).click()
  assert.match(await row(page, LAST).innerText(), /5 roles and later ones/)
  await row(page, 'Viewer').focus()
  await page.keyboard.press('Space')
  assert.match(await row(page, LAST).innerText(), /4 of 5 roles/)
})

test('one role on sixty resources, and a link that asks for sixty things, make no page long', async (t) => {
  const { acme } = opened
  for (let at = 1; at <= 60; at++) {
    await acme.give(acme.member, 'inventory:admin', acme.inventory, { resource: `warehouse ${at}` })
  }
  const page = await opened.newPage(t, SCREENS.narrow)
  const asked = Array.from({ length: 60 }, (_, at) => `no:such-${at}`).join('+')
  await signIn(page, 'max', `${newToken}?name=All&scopes=${asked}`)
  await page.getByText('and 50 more').waitFor()
  assert.ok((await heightOf(page)) < 2_700, `a link: ${await heightOf(page)}`)
  await page.getByRole('radio', { name: 'All roles' }).click()
  const summary = page.getByRole('region', { name: 'This token will be able to' })
  await summary.getByText('Delete items (on 60 resources)').waitFor()
  await summary.getByText('it will carry role names only; services fetch the rest').waitFor()
  assert.ok((await heightOf(page)) < 2_700, `all roles: ${await heightOf(page)}`)
  await summary.getByText('Delete items (on 60 resources)').click()
  await summary.getByText('warehouse 60').waitFor()
  await assertAccessible(page, 'many resources')
  await page.goto(`${account}/my-roles`)
  await page.getByRole('button', { name: 'Inventory' }).click()
  await page.getByText('and 51 more').waitFor()
  assert.ok((await heightOf(page)) < 3_900, `My Roles, opened: ${await heightOf(page)}`)
  await page.getByRole('searchbox').fill('warehouse 60')
  await page.getByText('1 role fits.').waitFor()
})
