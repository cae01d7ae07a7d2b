/** Goes through every page and every dialog of someone who has API tokens in every state, and looks at each. */
import type { Page } from 'playwright-core'
import type { openAcmeInBrowser } from './installation.ts'
import { signIn as signInOverHttp } from '../../server/testing/requests.ts'
import { generateButton, generateToken, openToken, signIn } from './people.ts'
import { addUsedTokens } from './used-tokens.ts'

type Opened = Awaited<ReturnType<typeof openAcmeInBrowser>>

/** Fewer looks than this, and the walk has gone round something. */
export const FEWEST_LOOKS = 29

/** What the walk finds: roles of every kind, two organizations, used tokens, two sessions. */
export async function prepareWalk({ acme }: Opened): Promise<void> {
  await acme.give(acme.owner, 'inventory:viewer', acme.inventory, { resource: 'warehouse-7' })
  await acme.app.needs.store.change(async (tx) => {
    await tx.organizations.addMember(acme.other.id, acme.owner.id, acme.clock.now)
    return { result: undefined, events: [] }
  })
  await addUsedTokens(acme)
  await signInOverHttp(acme, 'olivia')
}

type Look = (page: Page, what: string) => Promise<void>

export async function walk({ acme }: Opened, page: Page, look: Look): Promise<void> {
  const account = `o/${acme.organization.id}/account`
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()
  const dialog = async (button: string | RegExp, what: string): Promise<void> => {
    await press(button)
    await page.getByRole('dialog').waitFor()
    await look(page, what)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await page.goto('sign-in')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await look(page, 'sign in')
  await signIn(page, 'olivia', account)
  await page.goto(`${account}/api-tokens`)
  await page.getByRole('table').waitFor()
  await look(page, 'API Tokens')
  await press('Olivia Example')
  await page.getByRole('menu').waitFor()
  await look(page, 'the user menu')
  await page.keyboard.press('Escape')
  await press(/^Organization/)
  await page.getByRole('menu').waitFor()
  await look(page, 'the organization menu')
  await page.keyboard.press('Escape')
  await page.getByRole('checkbox', { name: 'Select Deploy pipeline' }).click()
  await look(page, 'API Tokens with a selection')
  await dialog('Revoke it…', 'revoking')
  await dialog('Revoke all API tokens…', 'revoking all')
  await page.getByRole('searchbox').fill('nothing like it')
  await page.getByText('No API token fits.').waitFor()
  await look(page, 'API Tokens with none found')

  for (const name of [
    'Deploy pipeline',
    'Legacy importer',
    'Nightly stock report',
    'Old laptop',
    'Terraform (trial)',
    'Invoice mailer',
  ]) {
    await page.goto(`${account}/api-tokens`)
    await openToken(page, name)
    await page.getByRole('heading', { name: 'Refused exchanges' }).waitFor()
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    await look(page, `the token ${name}`)
  }
  await dialog('End the old one now…', 'ending the old value')
  await dialog('Regenerate…', 'regenerating one with two values')
  await page.goto(`${account}/api-tokens`)
  await openToken(page, 'Deploy pipeline')
  await dialog('Rename…', 'renaming')
  await dialog('Reminder…', 'the reminder')
  await dialog('Regenerate…', 'regenerating')

  await page.goto(`${account}/api-tokens/new`)
  await page.getByLabel('Name', { exact: true }).fill('Warehouse sync')
  const row = (name: string) => page.getByRole('treeitem', { name })
  await row('Billing').press('ArrowRight')
  await row('Clerk').press('Space')
  await row('Inventory').press('ArrowRight')
  await row('Administrator').click()
  await page.getByRole('checkbox', { name: 'See items and their stock' }).click()
  await page.getByRole('checkbox', { name: 'Add and change items' }).click()
  await page.getByText('In Inventory').waitFor()
  await look(page, 'generating')
  await page.goto(`${account}/api-tokens/new?name=Importer&scopes=all+no_such_role&ttl=never`)
  await page.getByText('do whatever you can do').waitFor()
  await look(page, 'generating from a link')
  await page.getByRole('radio', { name: 'Chosen roles' }).click()
  await page.getByLabel('Name', { exact: true }).fill('')
  await page.getByRole('radio', { name: 'It expires after' }).click()
  await page.getByRole('spinbutton').fill('0')
  await generateButton(page).click()
  await page.getByText('Give the token a name').waitFor()
  await look(page, 'generating with errors')
  await page.goto(`${account}/api-tokens`)
  await generateToken(page, 'Label printer')
  await look(page, 'the value')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('dialog').waitFor()
  await look(page, 'leaving without the value')
  await press('Leave without it')
  await page.getByRole('heading', { name: 'Label printer', level: 1 }).waitFor()

  for (const [path, heading] of [
    ['my-roles', 'My Roles'],
    ['profile', 'Profile'],
    ['security', 'Security'],
  ] as const) {
    await page.goto(`${account}/${path}`)
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    await look(page, heading)
  }
  await dialog('End all other sessions…', 'ending sessions')
  await page.goto('no/such/page')
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  await look(page, 'an unknown page')
  await page.goto('o/00000000-0000-4000-8000-000000000000/account/api-tokens')
  await page.getByRole('heading', { name: 'You are not in this organization' }).waitFor()
  await look(page, 'a foreign organization')
  await page.goto(`o/${acme.other.id}/account/api-tokens`)
  await page.getByText('You have no API token').waitFor()
  await look(page, 'API Tokens when there is none')
  await page.goto(`${account}/api-tokens/000000000000`)
  await page.getByText('There is no such API token').waitFor()
  await look(page, 'a token that is not there')
}
