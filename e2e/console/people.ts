/** What a person does again and again in these tests. Only through what can be seen and pressed. */
import type { Locator, Page } from 'playwright-core'
import { PASSWORD } from '../../server/testing/acme.ts'

export const generateButton = (page: Page): Locator =>
  page.getByRole('button', { name: 'Generate', exact: true })

/** Opens the console, or the page that was asked for, as someone of Acme. */
export async function signIn(page: Page, username: string, path = ''): Promise<void> {
  await page.goto(path)
  await fillInSignIn(page, username)
  await page.getByRole('navigation', { name: 'My Account' }).waitFor()
}

/** From any page, through the menu under the person's name. */
export async function openSettings(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('button').last().click()
  await page.getByRole('menuitem', { name: 'Organization' }).click()
  const area = page.getByRole('navigation', { name: 'Organization' })
  await area.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
}

export async function fillInSignIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Fills the dialog that asks for the password over the present page. */
export async function givePasswordAgain(page: Page, button: 'Sign in' | 'Go on'): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^Password of/).fill(PASSWORD)
  await dialog.getByRole('button', { name: button, exact: true }).click()
}

/** From the list to the value of a new token with all roles. */
export async function generateToken(page: Page, name: string): Promise<string> {
  await page.getByRole('link', { name: 'Generate a new API token' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('radio', { name: 'All roles' }).click()
  await generateButton(page).click()
  return shownValue(page)
}

export async function shownValue(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  return (await page.getByTestId('value').textContent()) ?? ''
}

/** Copies the value, so that nothing asks, and goes on. */
export async function keepAndContinue(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByText('Copied.').first().waitFor()
  await page.getByRole('button', { name: 'Continue' }).click()
}

export async function openToken(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'My Account' }).getByRole('link', { name: 'API Tokens' }).click()
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}
