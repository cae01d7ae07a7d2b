/** One browser, two installations on one host: signing in, changing and signing out in one leaves the other as it was. */
import test, { after } from 'node:test'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const browser = await openBrowser({ after })

test('whoever is signed in to one stays so when someone signs in to and out of the other', async (t) => {
  const one = await openAcmeInBrowser(t, browser)
  const other = await openAcmeInBrowser(t, browser, { prefix: '/tokens' })
  const page = await one.newPage(t)
  await signIn(page, 'olivia')
  const beside = await page.context().newPage()
  await signIn(beside, 'max', `${other.url}/`)
  for (const [each, name] of [
    [page, 'Olivia Example'],
    [beside, 'Max Example'],
  ] as const) {
    await each.reload()
    await each.getByRole('button', { name }).waitFor()
  }
  await beside.getByRole('button', { name: 'Max Example' }).click()
  await beside.getByRole('menuitem', { name: 'Sign out' }).click()
  await beside.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Olivia Example' }).waitFor()
})
