/** The page where a person signs in for an application or a device, as they use it. */
import type { Page } from 'playwright-core'
import { PASSWORD } from '../../server/testing/acme.ts'

export const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()

export async function signIn(page: Page): Promise<void> {
  await heading(page, 'Sign in')
  await page.getByLabel('User name').fill('max')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
}
