/** Letting an app in from another device, as tests do it: what the device asks, and what its person does in a browser. */
import { DEVICE_GRANT } from '../src/domain/oauth/device-code.ts'
import { postForm } from './oauth.ts'
import { fieldsOf, type openBrowser, type Page } from './oauth-browser.ts'

type Server = Parameters<typeof postForm>[0]
type Form = Readonly<Record<string, string>>

export type DeviceAnswer = {
  readonly device_code: string
  readonly user_code: string
  readonly verification_uri: string
  readonly verification_uri_complete: string
  readonly expires_in: number
  readonly interval: number
}

/** A code for a device of the app, and how it asks whether its person has decided. */
export async function startDevice(acme: Server, form: Form, headers: Form = {}) {
  const { status, body, text } = await postForm(acme, '/oauth2/device', form, headers)
  if (status !== 200) throw new Error(`No device code: ${status} ${text}`)
  const device = body as DeviceAnswer
  const { client_id } = form
  const poll = (more: Form = {}, moreHeaders: Form = headers) =>
    postForm(
      acme,
      '/oauth2/token',
      {
        ...{ grant_type: DEVICE_GRANT, device_code: device.device_code },
        ...(client_id !== undefined && { client_id }),
        ...more,
      },
      moreHeaders,
    )
  return { ...device, poll }
}

type Browser = ReturnType<typeof openBrowser>

export const press = (browser: Browser, page: Page, step: string, more: Form = {}): Promise<Page> =>
  browser.post('/device', { ...fieldsOf(page), ...more, step })

/** The page that comes of entering a code. */
export const enterCode = async (browser: Browser, userCode: string): Promise<Page> =>
  press(browser, await browser.open('/device'), 'code', { user_code: userCode })

export const allowOnDevice = async (browser: Browser, userCode: string): Promise<Page> =>
  press(browser, await enterCode(browser, userCode), 'allow')
